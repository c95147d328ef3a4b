/* A model's page: where it stands, and its report, brought up to date when a refresh lands. */
(function (root) {
  'use strict';
  const { h, dates, live } = root.Freshet;
  const CALM = 1e3;
  const NOTICE = 12e3;

  const place = (id) => document.getElementById(id);
  const name = location.pathname.split('/').slice(2, 4).map(decodeURIComponent).join('/');
  const api = `/api/v1/models/${name.split('/').map(encodeURIComponent).join('/')}`;
  const standing = place('standing');
  let shown = null;
  let state = '';

  async function read() {
    try {
      const [model, row] = await Promise.all([live.read(api), line()]);
      showStanding(model, row);
      if (model.published) {
        await showReport(model.published.modelVersion, row);
      } else {
        showEmpty('Not published yet', waitingText(model.status));
      }
      return true;
    } catch (e) {
      if (e.status === 404) {
        standing.hidden = true;
        showEmpty('Not known here', 'The model appears by itself once its spec is loaded.');
      } else if (!shown) {
        showEmpty('It cannot be read', `${e.message}. This page tries again by itself.`);
      }
      return Boolean(e.status);
    }
  }

  // One after the other: of two at once the older could end last.
  let reading = Promise.resolve();

  function load() {
    reading = reading.then(read);
    return reading;
  }

  const reload = live.calmly(CALM, load);

  /** The model's line of the fleet. */
  async function line() {
    const page = await live.read(`/api/v1/fleet?model=${encodeURIComponent(name)}`);
    return page.models[0] || null;
  }

  function waitingText(status) {
    if (!status || status.state === 'WAITING_FOR_SPEC') {
      return 'Its spec has not come yet. Send it with freshet load.';
    }
    const open = status.openWeeks.length
      ? ` The week of ${dates.date(status.openWeeks[0].week)} is open, waiting for ${status.openWeeks[0].waitingFor.join(', ') || 'its end'}.`
      : '';
    const detail = status.lastDetail ? ` ${status.lastDetail}.` : '';
    return `${status.closedWeeks} ${status.closedWeeks === 1 ? 'week has' : 'weeks have'} closed so far; the first build follows when there are enough.${open}${detail}`;
  }

  function showEmpty(title, text) {
    place('empty').hidden = false;
    place('empty').replaceChildren(h('h1', {}, name), h('h2', {}, title), h('p', {}, text));
  }

  function showStanding(model, row) {
    const status = model.status;
    standing.hidden = !row;
    if (!row) {
      return;
    }
    const open = status ? status.openWeeks : [];
    const why = live.why(row);
    const parts = [
      live.badge(row.health),
      row.publishedAt ? h('p', {}, 'Last refresh ', live.time(row.publishedAt)) : null,
      row.lagMillis === null ? null : h('p', { title: 'from a week\u2019s close until its refresh was readable' }, `Refresh lag ${live.duration(row.lagMillis)}`),
      open.length ? h('p', {}, `${open.length} open ${open.length === 1 ? 'week' : 'weeks'}`) : null,
      model.published ? h('a', { class: 'button', href: `${location.pathname}/report.html`, download: '' }, 'Download report') : null,
      why.length ? h('p', { class: 'why' }, why) : null,
    ];
    standing.replaceChildren(...parts.filter(Boolean));
  }

  /** Reads and draws the report, unless what it would say is on the page. */
  async function showReport(version, row) {
    const next = JSON.stringify([version, row && [row.sequence, row.openWeeks, row.waitingFor]]);
    if (state === next) {
      return;
    }
    const data = await live.read(`${api}/report`);
    place('empty').hidden = true;
    redraw(data);
    state = next;
    if (shown && shown !== data.modelVersion) {
      notice(`Updated: the refresh through the week of ${dates.date(data.fittedTo)} has landed.`);
    }
    shown = data.modelVersion;
  }

  /** Draws the report anew; what the reader opened, chose and looks at stays. */
  function redraw(data) {
    const report = place('report');
    const opened = [...report.querySelectorAll('details[open] > summary')].map((s) => s.textContent);
    const chosen = report.querySelector('input[name="horizon"]:checked');
    const anchor = anchorOf(report);
    const focused = report.contains(document.activeElement) ? document.activeElement : null;
    const focusedText = focused && focused.textContent;
    report.style.minHeight = `${report.offsetHeight}px`;
    root.Freshet.render(report, data);
    report.querySelector('.meta').after(standing);
    report.querySelectorAll('details > summary').forEach((summary) => {
      summary.parentElement.open = opened.includes(summary.textContent);
    });
    const again = chosen && report.querySelector(`input[name="horizon"][value="${CSS.escape(chosen.value)}"]`);
    if (again && !again.checked) {
      again.click();
    }
    if (focusedText) {
      const same = [...report.querySelectorAll('a, summary')].find((e) => e.textContent === focusedText);
      if (same) {
        same.focus({ preventScroll: true });
      }
    }
    report.style.minHeight = '';
    if (anchor) {
      const element = document.getElementById(anchor.id);
      if (element) {
        root.scrollBy({ top: element.getBoundingClientRect().top - anchor.top, behavior: 'instant' });
      }
    }
  }

  /** The section at the top of the window, and where it stands; null at the head of the page. */
  function anchorOf(report) {
    const passed = [...report.querySelectorAll('section[id]')].filter((s) => s.getBoundingClientRect().top < root.innerHeight / 2);
    const last = passed[passed.length - 1];
    return last && root.scrollY > 0 ? { id: last.id, top: last.getBoundingClientRect().top } : null;
  }

  let fading;

  function notice(text) {
    const close = h('button', { type: 'button', class: 'button' }, 'Close');
    close.addEventListener('click', () => place('update').replaceChildren());
    place('update').replaceChildren(h('p', {}, text, close));
    clearTimeout(fading);
    fading = setTimeout(() => place('update').replaceChildren(), NOTICE);
  }

  document.title = `${name} – Freshet`;
  live.listen({
    opened: load,
    model: (row) => {
      if (row.model === name) {
        reload();
      }
    },
  });
  load();
})(window);

/* What the pages of the live view share: news from the service, times, health. */
(function (root) {
  'use strict';
  const { h, known } = root.Freshet;
  const MINUTE = 60e3;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;
  const RETRY = 5e3;
  const TICK = 5e3;
  const LEAVE = 20e3;

  /** Each health: words, colour, and a sign that tells it without colour. */
  const HEALTH = {
    FAILED: { name: 'Failed', tone: 'bad', sign: 'M4 4l8 8M12 4l-8 8' },
    REFUSED: { name: 'Refused', tone: 'bad', sign: 'M8 2.5v7M8 13v.5' },
    STALE: { name: 'Stale', tone: 'warn', sign: 'M8 4v4.5l3 2' , round: true },
    WAITING_FOR_SPEC: { name: 'No spec', tone: 'idle', sign: 'M6 6a2 2 0 1 1 2.6 2c-.5.3-.6.7-.6 1.4M8 12v.4', round: true },
    COLLECTING: { name: 'Collecting', tone: 'idle', sign: 'M4 8h.1M8 8h.1M12 8h.1' },
    FITTING: { name: 'Fitting', tone: 'busy', sign: 'M13 8a5 5 0 1 1-2-4M11 1.5V4H8.5' },
    FRESH: { name: 'Fresh', tone: 'good', sign: 'M3.5 8.5l3 3 6-7' },
  };

  function icon(health) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 16 16');
    svg.setAttribute('aria-hidden', 'true');
    const add = (tag, attributes) => {
      const part = document.createElementNS('http://www.w3.org/2000/svg', tag);
      Object.entries(attributes).forEach(([name, value]) => part.setAttribute(name, value));
      svg.append(part);
    };
    if (HEALTH[health].round) {
      add('circle', { cx: 8, cy: 8, r: 6.5 });
    }
    add('path', { d: HEALTH[health].sign });
    return svg;
  }

  function badge(health) {
    return h('span', { class: `badge ${HEALTH[health].tone}` }, icon(health), HEALTH[health].name);
  }

  // How far the service's clock is ahead of this machine's: relative times go by the former.
  let ahead = 0;

  function now() {
    return Date.now() + ahead;
  }

  function duration(millis) {
    const size = Math.max(0, millis);
    if (size < 10e3) {
      return `${(size / 1e3).toFixed(1)} s`;
    }
    if (size < MINUTE) {
      return `${Math.round(size / 1e3)} s`;
    }
    if (size < HOUR) {
      return `${Math.round(size / MINUTE)} min`;
    }
    if (size < DAY) {
      const hours = Math.floor(size / HOUR);
      const minutes = Math.round((size - hours * HOUR) / MINUTE);
      return minutes ? `${hours} h ${minutes} min` : `${hours} h`;
    }
    return `${Math.round(size / DAY)} d`;
  }

  /** A duration in its largest unit. */
  function coarse(millis) {
    if (millis < MINUTE) {
      return `${Math.max(0, Math.floor(millis / 1e3))} s`;
    }
    return millis < HOUR || millis >= 2 * DAY ? duration(millis) : `${Math.floor(millis / HOUR)} h`;
  }

  function ago(time) {
    const age = now() - new Date(time).getTime();
    return age < TICK ? 'just now' : `${coarse(age)} ago`;
  }

  const ABSOLUTE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });

  function age(time) {
    return coarse(now() - new Date(time).getTime());
  }

  function timed(value, words, kind) {
    return h('time', { datetime: value, title: ABSOLUTE.format(new Date(value)), 'data-kind': kind }, words(value));
  }

  /** A time as its distance from now, which goes on; the time itself shows under the pointer. */
  function time(value) {
    return value ? timed(value, ago, 'ago') : '–';
  }

  /** How long something has lasted, which goes on. */
  function since(value) {
    return timed(value, age, 'age');
  }

  setInterval(() => {
    document.querySelectorAll('time[data-kind]').forEach((element) => {
      const text = (element.dataset.kind === 'age' ? age : ago)(element.dateTime);
      if (element.textContent !== text) {
        element.textContent = text;
      }
    });
  }, TICK);

  /** The channel that moved most, before and after. */
  function move(row) {
    if (!row.move) {
      return null;
    }
    const { channel, before, after, causes, detail } = row.move;
    const change = after / before - 1;
    const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: Math.abs(change) < 0.1 ? 1 : 0, signDisplay: 'exceptZero' });
    return {
      channel: channel === 'media.total' ? 'all paid media' : channel,
      from: ratio(before),
      to: ratio(after),
      change: known(change) ? percent.format(change).replace('-', '\u2212') : '',
      up: after >= before,
      why: causes.join(' and ') + (detail ? ` (${detail})` : ''),
    };
  }

  function ratio(value) {
    const size = Math.abs(value);
    const digits = size < 0.0995 && size > 0 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    return value.toFixed(digits).replace('-', '\u2212');
  }

  /** Why a model is not fresh, and since when; empty when there is nothing to say. */
  function why(row) {
    const text = reasons(row);
    if (row.staleSince && row.health !== 'FRESH') {
      return ['for ', since(row.staleSince), text ? ': ' + text : ''];
    }
    return text ? [text] : [];
  }

  function reasons(row) {
    const parts = [];
    if (row.health === 'COLLECTING') {
      parts.push(`${row.closedWeeks} closed ${row.closedWeeks === 1 ? 'week' : 'weeks'} so far`);
    }
    if (row.reason && row.health !== 'FITTING') {
      parts.push(row.reason);
    }
    if (row.closedWithout.length) {
      parts.push(`closed without ${row.closedWithout.join(', ')}`);
    }
    return parts.join('; ');
  }

  function address(model) {
    return '/models/' + model.split('/').map(encodeURIComponent).join('/');
  }

  /** JSON of the service; fails with what a problem says. */
  async function read(path) {
    const response = await fetch(path, { headers: { Accept: 'application/json' }, cache: 'no-store' });
    const body = await response.json().catch(() => ({}));
    if (!response.ok) {
      throw Object.assign(new Error(body.detail || `the service answered ${response.status}`), { status: response.status });
    }
    if (body.at) {
      ahead = new Date(body.at).getTime() - Date.now();
    }
    return body;
  }

  /**
   * Listens to news for as long as the page is open.
   *
   * @param handlers opened() when all is to be read again, which promises whether it was; model(row,
   *     kind) with kind landed, changed or gone
   */
  function listen(handlers) {
    const place = document.getElementById('connection');
    let lostAt = null;
    let source = null;
    let again;
    let leaving;

    function show(state) {
      const words = { connecting: 'Connecting …', live: 'Live', asking: `Read every ${RETRY / 1e3} s`, lost: 'Connection lost' }[state];
      if (place.dataset.state === state) {
        return;
      }
      place.dataset.state = state;
      place.replaceChildren(h('span', { class: 'dot', 'aria-hidden': 'true' }), words);
      if (state === 'lost') {
        place.append(h('span', { class: 'since' }, ` – trying again; figures as of ${new Date(lostAt).toLocaleTimeString('en-GB')}`));
      }
    }

    function lost() {
      lostAt = lostAt || Date.now();
      show('lost');
    }

    function open() {
      close();
      source = new EventSource('/api/v1/events');
      source.onopen = () => {
        lostAt = null;
        show('live');
        handlers.opened();
      };
      source.onerror = () => {
        // A broken line is taken up by itself; a refusal ends a source for good.
        if (source.readyState === EventSource.CLOSED) {
          close();
          again = setTimeout(open, RETRY);
          handlers.opened().then((answered) => (answered ? show('asking') : lost()));
        } else {
          lost();
        }
      };
      for (const kind of ['landed', 'changed', 'gone']) {
        source.addEventListener(kind, (event) => handlers.model(JSON.parse(event.data), kind));
      }
      source.addEventListener('reset', () => handlers.opened());
    }

    function close() {
      clearTimeout(again);
      if (source) {
        source.close();
        source = null;
      }
    }

    // A browser opens six lines to a service at once, for all its pages together: one that nobody
    // looks at leaves its own to others.
    document.addEventListener('visibilitychange', () => {
      clearTimeout(leaving);
      if (document.hidden) {
        leaving = setTimeout(close, LEAVE);
      } else if (!source) {
        open();
      }
    });
    root.addEventListener('pagehide', close);
    root.addEventListener('pageshow', (event) => {
      if (event.persisted && !source) {
        open();
      }
    });
    show('connecting');
    open();
  }

  /** Calls at most once in so many milliseconds, the last call always, and not in a hidden page. */
  function calmly(millis, action) {
    let last = -Infinity;
    let waiting = null;
    function run() {
      waiting = null;
      if (document.hidden) {
        document.addEventListener('visibilitychange', call, { once: true });
        return;
      }
      last = performance.now();
      action();
    }
    function call() {
      if (waiting === null) {
        waiting = setTimeout(run, Math.max(0, last + millis - performance.now()));
      }
    }
    return call;
  }

  root.Freshet.live = { HEALTH, icon, badge, time, duration, move, why, address, read, listen, calmly };
})(window);

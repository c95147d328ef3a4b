/* The fleet: a line a model, kept up to date as refreshes land. */
(function (root) {
  'use strict';
  const { h, dates, live } = root.Freshet;
  const PAGE = 100;
  const CALM = 2e3;
  const TYPING = 250;

  const COLUMNS = [
    { key: 'model', name: 'Model', order: 'asc' },
    { key: 'health', name: 'Health', order: 'asc' },
    { key: 'published', name: 'Last refresh', order: 'desc' },
    { key: 'lag', name: 'Refresh lag', order: 'desc', hint: 'from a week\u2019s close until its refresh was readable' },
    { key: null, name: 'Data through' },
    { key: 'move', name: 'Biggest move', order: 'desc', hint: 'the channel whose ROI the newest fit moved most' },
  ];

  const place = (id) => document.getElementById(id);
  const ask = fromAddress();
  const rows = new Map();
  let page = null;

  function fromAddress() {
    const given = new URLSearchParams(location.search);
    const column = COLUMNS.find((c) => c.key && c.key === given.get('sort')) || COLUMNS[1];
    return {
      search: given.get('search') || '',
      health: live.HEALTH[given.get('health')] ? given.get('health') : '',
      sort: column.key,
      order: given.get('order') === 'desc' || given.get('order') === 'asc' ? given.get('order') : column.order,
      offset: Math.max(0, Number.parseInt(given.get('offset'), 10) || 0),
    };
  }

  function query() {
    const given = new URLSearchParams();
    Object.entries(ask).forEach(([name, value]) => {
      if (value !== '' && value !== 0) {
        given.set(name, value);
      }
    });
    return given;
  }

  /** Asks for other lines, and says so in the address. */
  function change(values) {
    Object.assign(ask, { offset: 0 }, values);
    history.replaceState(null, '', `?${query()}`);
    showHeads();
    load();
  }

  let newest = 0;

  async function load() {
    const mine = ++newest;
    const given = query();
    given.set('limit', PAGE);
    try {
      const answer = await live.read(`/api/v1/fleet?${given}`);
      if (mine === newest) { // else a later question has been asked
        page = answer;
        show();
      }
      return true;
    } catch (e) {
      if (page === null) {
        place('summary').textContent = `The fleet cannot be read yet: ${e.message}. This page tries again by itself.`;
      }
      return false;
    }
  }

  const reload = live.calmly(CALM, load);

  function show() {
    place('fleet').hidden = page.total === 0;
    place('empty').hidden = page.total > 0;
    showSummary();
    if (page.total === 0) {
      return;
    }
    showHealth();
    showMovers();
    showModels();
    showPages();
  }

  const count = (n) => n.toLocaleString('en-GB');

  function showSummary() {
    const models = `${count(page.total)} ${page.total === 1 ? 'model' : 'models'}`;
    place('summary').replaceChildren(...(page.newest ? [`${models}, the newest refresh `, live.time(page.newest)] : [models]));
  }

  function chip(health, name, number) {
    const pressed = ask.health === health;
    const tone = health ? live.HEALTH[health].tone : '';
    const button = h(
      'button',
      { type: 'button', class: `chip ${tone}`, 'aria-pressed': String(pressed), 'data-health': health },
      health ? live.icon(health) : null,
      name,
      h('b', {}, count(number))
    );
    button.addEventListener('click', () => change({ health: pressed ? '' : health }));
    return button;
  }

  function showHealth() {
    const focused = document.activeElement && document.activeElement.dataset.health;
    const shown = Object.entries(live.HEALTH).filter(([health]) => page.health[health] > 0 || health === ask.health);
    place('health').replaceChildren(
      chip('', 'All', page.total),
      ...shown.map(([health, { name }]) => chip(health, name, page.health[health]))
    );
    if (focused !== undefined) {
      const again = [...place('health').children].find((c) => c.dataset.health === focused);
      if (again) {
        again.focus();
      }
    }
  }

  function moveText(move) {
    return [
      h('span', { class: 'channel' }, move.channel),
      ' ',
      h('span', { class: 'change' }, `${move.from} \u2192 ${move.to} `, h('span', { class: move.up ? 'up' : 'down' }, move.change)),
    ];
  }

  function showMovers() {
    const movers = page.movers;
    place('movers').hidden = movers.length === 0;
    place('movers').querySelector('ol').replaceChildren(
      ...movers.map((row) => {
        const move = live.move(row);
        return h(
          'li',
          {},
          h('a', { href: live.address(row.model) }, row.model),
          h('p', {}, moveText(move)),
          h('p', { class: 'why' }, move.why, ', ', live.time(row.publishedAt))
        );
      })
    );
  }

  function showHeads() {
    place('heads').replaceChildren(
      ...COLUMNS.map((column) => {
        const sorted = column.key && column.key === ask.sort;
        const attributes = { scope: 'col', role: 'columnheader', 'aria-sort': sorted ? (ask.order === 'asc' ? 'ascending' : 'descending') : null };
        if (!column.key) {
          return h('th', attributes, column.name);
        }
        const button = h('button', { type: 'button', title: column.hint }, column.name, h('span', { class: 'arrow', 'aria-hidden': 'true' }, sorted ? (ask.order === 'asc' ? '\u25b2' : '\u25bc') : ''));
        button.addEventListener('click', () => {
          const order = sorted ? (ask.order === 'asc' ? 'desc' : 'asc') : column.order;
          change({ sort: column.key, order });
          [...place('heads').children][COLUMNS.indexOf(column)].firstChild.focus();
        });
        return h('th', attributes, button);
      })
    );
    place('sort').value = `${ask.sort} ${ask.order}`;
  }

  function cells(row) {
    const move = live.move(row);
    const why = live.why(row);
    return [
      h('th', { scope: 'row', role: 'rowheader' }, h('a', { href: live.address(row.model) }, row.model)),
      h(
        'td',
        { role: 'cell', class: 'health' },
        live.badge(row.health),
        why.length ? h('span', { class: 'why', title: row.reason }, why) : null
      ),
      h('td', { role: 'cell', class: 'when', 'data-name': 'refreshed' }, live.time(row.publishedAt), outcome(row)),
      h('td', { role: 'cell', class: 'lag', 'data-name': 'lag' }, row.lagMillis === null ? '–' : live.duration(row.lagMillis)),
      h('td', { role: 'cell', class: 'through', 'data-name': 'through' }, row.lastWeek ? dates.weekEnd(row.lastWeek) : '–'),
      h('td', { role: 'cell', class: move ? 'move' : 'move nothing', title: move ? move.why : null }, move ? moveText(move) : '–'),
    ];
  }

  /** How the newest request ended, where that is not the refresh beside it. */
  function outcome(row) {
    if (!row.outcome || row.outcome === 'PUBLISHED') {
      return row.kind ? h('span', { class: 'why kind' }, row.kind.toLowerCase()) : null;
    }
    return h('span', { class: 'why' }, `${row.outcome.toLowerCase()} `, live.time(row.endedAt));
  }

  /** The line of a model, made or brought up to date; its element stays the same. */
  function line(row) {
    const known = rows.get(row.model);
    const text = JSON.stringify(row);
    if (known && known.text === text) {
      return known.element;
    }
    const element = known ? known.element : h('tr', { role: 'row' });
    const focused = known && element.contains(document.activeElement);
    element.replaceChildren(...cells(row));
    if (focused) {
      element.querySelector('a').focus();
    }
    rows.set(row.model, { element, text });
    return element;
  }

  function showModels() {
    const body = place('models');
    const focused = body.contains(document.activeElement) ? document.activeElement : null;
    const elements = page.models.map(line);
    elements.forEach((element, i) => {
      if (body.children[i] !== element) {
        body.insertBefore(element, body.children[i] || null);
      }
    });
    while (body.children.length > elements.length) {
      body.lastElementChild.remove();
    }
    const shown = new Set(page.models.map((m) => m.model));
    [...rows.keys()].filter((model) => !shown.has(model)).forEach((model) => rows.delete(model));
    if (focused && document.activeElement !== focused && body.contains(focused)) {
      focused.focus();
    }
    const none = place('none');
    none.hidden = page.matching > 0;
    none.textContent = 'No model matches. Clear the search, or choose another health.';
  }

  function showPages() {
    const last = ask.offset + page.models.length;
    const step = (name, offset, possible) => {
      const button = h('button', { type: 'button', disabled: !possible }, name);
      button.addEventListener('click', () => {
        change({ offset });
        place('models-title').scrollIntoView({ block: 'start' });
      });
      return button;
    };
    place('pages').hidden = page.matching <= PAGE && ask.offset === 0;
    place('pages').replaceChildren(
      step('Previous', Math.max(0, ask.offset - PAGE), ask.offset > 0),
      h('span', {}, page.models.length ? `${count(ask.offset + 1)}–${count(last)} of ${count(page.matching)}` : `none of ${count(page.matching)}`),
      step('Next', ask.offset + PAGE, last < page.matching)
    );
  }

  function landed(element) {
    element.classList.remove('landed');
    void element.offsetWidth; // begins the highlight anew
    element.classList.add('landed');
    element.addEventListener('animationend', () => element.classList.remove('landed'), { once: true });
  }

  const announce = live.calmly(5e3, () => {
    place('announcement').textContent = announcement;
  });
  let announcement = '';

  function news(row, kind) {
    if (kind !== 'gone' && rows.has(row.model)) {
      const element = line(row);
      if (kind === 'landed') {
        landed(element);
      }
    }
    if (kind === 'landed') {
      announcement = `${row.model} has been refreshed`;
      announce();
    }
    // Counts, moves and the order come from the service.
    reload();
  }

  function start() {
    const sorts = COLUMNS.filter((c) => c.key).flatMap((c) => [
      { value: `${c.key} ${c.order}`, name: c.name.toLowerCase() },
      { value: `${c.key} ${c.order === 'asc' ? 'desc' : 'asc'}`, name: `${c.name.toLowerCase()}, reversed` },
    ]);
    place('sort').replaceChildren(...sorts.map((s) => h('option', { value: s.value }, s.name)));
    place('sort').addEventListener('change', (event) => {
      const [sort, order] = event.target.value.split(' ');
      change({ sort, order });
    });
    const search = place('search');
    search.value = ask.search;
    let typing;
    search.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(() => change({ search: search.value.trim() }), TYPING);
    });
    showHeads();
    live.listen({ opened: load, model: news });
    load();
  }

  start();
})(window);

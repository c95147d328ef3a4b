/* How numbers, dates and elements are written on every page. */
(function (root) {
  'use strict';
  const LOCALE = 'en-GB';
  const MINUS = '\u2212';
  const RANGE = '\u2013';
  const NONE = '\u2013';

  function known(value) {
    return typeof value === 'number' && Number.isFinite(value);
  }

  function signs(text) {
    return text.replace(/-/g, MINUS);
  }

  function number(value, options) {
    return known(value) ? signs(new Intl.NumberFormat(LOCALE, options).format(value)) : NONE;
  }

  /** Writers of one report's figures. */
  function formats(data) {
    const money = { style: 'currency', currency: data.currency, currencyDisplay: 'narrowSymbol' };
    const compact = { notation: 'compact', minimumSignificantDigits: 1, maximumSignificantDigits: 3 };
    const outcome = data.outcomeIsMoney ? money : {};
    const perUnit = data.outcomeIsMoney ? 1 : 1000;

    const unitOfReturn = data.outcomeIsMoney
      ? `of ${data.outcomeName} per ${number(1, { ...money, maximumFractionDigits: 0 })}`
      : `${data.outcomeName} per ${number(1000, { ...money, maximumFractionDigits: 0 })}`;

    function ratio(value) {
      if (!known(value)) {
        return NONE;
      }
      const size = Math.abs(value);
      const digits = size < 0.0995 && size > 0 ? null : size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
      return digits === null
        ? number(value, { maximumSignificantDigits: 2 })
        : number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    }

    function share(value) {
      const digits = value !== 0 && Math.abs(value) < 0.0995 ? 1 : 0;
      return number(value, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits });
    }

    /** What a unit of spend brings: money where the outcome is money, else units per thousand. */
    function perSpend(value) {
      return data.outcomeIsMoney
        ? number(value, { ...money, minimumFractionDigits: 2, maximumFractionDigits: 2 })
        : ratio(known(value) ? value * perUnit : value);
    }

    function range(estimate, write) {
      return write(estimate.lower) + RANGE + write(estimate.upper);
    }

    return {
      known,
      number,
      ratio,
      share,
      range,
      money: (value) => number(value, { ...money, ...compact }),
      moneyFull: (value) => number(value, { ...money, maximumFractionDigits: 0 }),
      outcome: (value) => number(value, { ...outcome, ...compact }),
      outcomeFull: (value) => number(value, { ...outcome, maximumFractionDigits: 0 }),
      amount: (value) => number(value, compact),
      decimal: (value) => number(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
      signed: (value, write) => (value < 0 ? MINUS : '+') + write(Math.abs(value)),
      /** ROI as the page shows it: per unit of money, or of a thousand where the outcome is a count. */
      roi: (value) => ratio(known(value) ? value * perUnit : value),
      perUnit,
      roiUnit: data.outcomeIsMoney
        ? `${data.outcomeName} per ${number(1, { ...money, maximumFractionDigits: 0 })} spent`
        : `${data.outcomeName} per ${number(1000, { ...money, maximumFractionDigits: 0 })} spent`,
      perSpend,
      /** What spend brings, with interval and unit. */
      returned: (estimate) => `${perSpend(estimate.median)} (${range(estimate, perSpend)}) ${unitOfReturn}`,
      tick: (value) => number(value, { maximumSignificantDigits: 3 }),
      /** Median with interval, as a text. */
      estimate: (estimate, write) =>
        estimate ? `${write(estimate.median)} (${range(estimate, write)})` : NONE,
    };
  }

  function day(text) {
    const [year, month, date] = text.split('-').map(Number);
    return new Date(Date.UTC(year, month - 1, date));
  }

  const DATE = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const SHORT = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const MONTH = new Intl.DateTimeFormat(LOCALE, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const TIME = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

  const dates = {
    date: (text) => (text ? DATE.format(day(text)) : NONE),
    short: (text) => SHORT.format(day(text)),
    month: (text) => MONTH.format(day(text)),
    time: (text) => (text ? TIME.format(new Date(text)) + ' UTC' : NONE),
    /** Last day of the week that begins on a day. */
    weekEnd: (text) => DATE.format(new Date(day(text).getTime() + 6 * 86400000)),
  };

  /** An element; strings become text, never markup. */
  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) {
        element.setAttribute(name, value === true ? '' : value);
      }
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== false) {
        element.append(child);
      }
    }
    return element;
  }

  /**
   * A table whose first column heads its rows.
   *
   * @param columns names, or {name, text: true} of columns that are no numbers
   */
  function table(caption, columns, rows) {
    const heads = columns.map((c) => (typeof c === 'string' ? { name: c } : c));
    const cell = (tag, index, scope, content) =>
      h(tag, { scope, class: index > 0 && !heads[index].text ? 'number' : null }, content);
    return h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
      h(
        'table',
        {},
        h('caption', {}, caption),
        h('thead', {}, h('tr', {}, heads.map((head, i) => cell('th', i, 'col', head.name)))),
        h(
          'tbody',
          {},
          rows.map((row) =>
            h('tr', {}, row.map((value, i) => (i === 0 ? cell('th', i, 'row', value) : cell('td', i, null, value))))
          )
        )
      )
    );
  }

  /** A table that opens on demand: the same figures as a chart, to read aloud or to copy. */
  function dataTable(caption, columns, rows) {
    return h('details', { class: 'data' }, h('summary', {}, `Data: ${caption}`), table(caption, columns, rows));
  }

  root.Freshet = Object.assign(root.Freshet || {}, { formats, dates, h, table, dataTable, known });
})(window);

/* Lays out a report: headline figures first, then what needs a decision, then the evidence. */
(function (root) {
  'use strict';
  const { formats, dates, h, table, dataTable, canvas, charts, words, known, ranked, label } = root.Freshet;
  const text = (name) => ({ name, text: true });

  const BOUNDS = { UPPER: 'at its most', LOWER: 'at its least', SOME_WEEKS: 'at a bound in some weeks', FIXED: 'nothing to decide' };

  function section(id, title, takeaway, ...content) {
    return h(
      'section',
      { id, 'aria-labelledby': id + '-title' },
      h('h2', { id: id + '-title' }, title),
      takeaway ? h('p', { class: 'takeaway' }, takeaway) : null,
      ...content
    );
  }

  const figure = (title, note, chart, data) =>
    h('figure', {}, title ? h('h3', {}, title) : null, chart, note ? h('figcaption', {}, note) : null, data);
  const canvasFor = (queue, draw) => {
    const element = h('div', { class: 'chart' });
    queue.push(() => draw(element));
    return element;
  };

  function tile(title, value, detail, tone) {
    return h('div', { class: 'tile' + (tone ? ' ' + tone : '') }, h('dt', {}, title), h('dd', { class: 'value' }, value), h('dd', { class: 'detail' }, detail));
  }

  function tiles(data) {
    const format = formats(data);
    const horizon = words.firstHorizon(data);
    const total = data.mediaTotal[horizon];
    const weeks = total ? total.weeks : Math.min(13, data.weeks.length);
    const outcome = words.outcomeOver(data, weeks);
    const share = words.mediaShare(data, horizon);
    const next = words.byNextUnit(data, horizon);
    const warnings = words.warnings(data);
    const grave = warnings.filter((w) => w.grave).length;
    const d = data.diagnostics;
    const span = `last ${weeks} weeks`;
    const best = next[0];
    const worst = next[next.length - 1];
    const mroi = (r) => format.returned(r.row.mroi);
    return h(
      'dl',
      { class: 'tiles' },
      tile(
        `${words.capital(data.outcomeName)}, ${span}`,
        format.outcome(outcome.total),
        outcome.missing
          ? `${outcome.missing} weeks without figures`
          : known(outcome.change)
            ? `${format.signed(outcome.change, format.share)} on the same weeks a year before`
            : `to ${dates.weekEnd(data.fittedTo)}`
      ),
      share ? tile('Driven by paid media', format.share(share.median), `90% interval ${format.range(share, format.share)}`) : null,
      total && total.roi ? tile('Return on all paid media', format.perSpend(total.roi.median), `${format.roiUnit}; 90% interval ${format.range(total.roi, format.perSpend)}`) : null,
      best ? tile('Next unit of spend: best', best.name, mroi(best)) : null,
      worst && worst !== best ? tile('Next unit of spend: worst', worst.name, mroi(worst)) : null,
      tile('Fit of the model', words.quality(data), `R\u00b2 ${format.ratio(d.r2)}, typical error ${format.share(d.mape)}`),
      tile(
        'To mind',
        warnings.length === 0 ? 'Nothing' : `${warnings.length} ${warnings.length === 1 ? 'point' : 'points'}`,
        warnings.length === 0 ? 'no warning about data or model' : h('a', { href: '#quality' }, grave ? `${grave} of them grave: read them first` : 'see data quality'),
        grave ? 'grave' : null
      )
    );
  }

  function head(data) {
    const version = data.modelVersion ? ` \u00b7 version ${data.modelVersion}` : '';
    return h(
      'header',
      {},
      h('p', { class: 'eyebrow' }, 'Marketing-mix report'),
      h('h1', {}, data.model),
      h(
        'p',
        { class: 'meta' },
        `${words.capital(data.outcomeName)}${data.outcomeIsMoney ? '' : ' (count)'}, money in ${data.currency} \u00b7 ` +
          `${data.weeks.length} weeks, ${dates.date(data.fittedFrom)} to ${dates.weekEnd(data.fittedTo)} \u00b7 ` +
          `${data.kind.toLowerCase()}${data.reason ? ` (${data.reason})` : ''}${version}`
      ),
      data.gate.refused
        ? h('div', { class: 'banner grave', role: 'alert' }, h('strong', {}, 'Do not use these answers. '), `${words.capital(data.gate.reason)}.`)
        : null,
      data.gate.regimeChange && !data.gate.refused
        ? h('div', { class: 'banner', role: 'status' }, h('strong', {}, 'The market changed. '), 'The newest weeks surprised the model before this one, so it was rebuilt.')
        : null,
      h('p', { class: 'lead' }, words.headline(data)),
      tiles(data)
    );
  }

  function returns(data, queue) {
    const format = formats(data);
    const horizons = Object.keys(data.mediaTotal);
    if (horizons.length === 0) {
      return null;
    }
    const takeaway = h('p', { class: 'takeaway', 'aria-live': 'polite' });
    const shareNote = h('figcaption', {});
    const roiChart = h('div', { class: 'chart' });
    const shareChart = h('div', { class: 'chart' });
    const tables = h('div', {});
    const wide = h('div', { class: 'pair' });
    function show(horizon) {
      canvas.unmount(wide);
      takeaway.textContent = words.roiTakeaway(data, horizon);
      shareNote.textContent = words.shareTakeaway(data, horizon);
      charts.roi(roiChart, data, { horizon });
      charts.shares(shareChart, data, { horizon });
      tables.replaceChildren(returnsTable(data, horizon));
    }
    const first = words.firstHorizon(data);
    const choice = h(
      'fieldset',
      { class: 'choice' },
      h('legend', {}, 'Weeks'),
      horizons.map((horizon) => {
        const input = h('input', { type: 'radio', name: 'horizon', value: horizon, checked: horizon === first });
        input.addEventListener('change', () => show(horizon));
        return h('label', {}, input, h('span', {}, horizonLabel(horizon)));
      })
    );
    wide.append(
      figure(
        'Return by channel',
        `Dots are medians, lines 90% intervals. ROI is ${format.roiUnit}; the diamond is what the next unit of spend would bring.`,
        roiChart
      ),
      h('figure', {}, h('h3', {}, 'Share of spend and of effect'), shareChart, shareNote)
    );
    queue.push(() => show(first));
    return h('section', { id: 'roi', 'aria-labelledby': 'roi-title' }, h('h2', { id: 'roi-title' }, 'What the channels return'), takeaway, choice, wide, tables);
  }

  const horizonLabel = (horizon) => (horizon === 'window' ? 'all weeks' : horizon.replace('w', horizon === '1w' ? ' week' : ' weeks'));

  function returnsTable(data, horizon) {
    const format = formats(data);
    const rows = data.channels.filter((c) => c.paid).map((c) => [c.name, c.roi[horizon]]);
    rows.push(['all paid media', data.mediaTotal[horizon]]);
    const missing = (row) => row.note || '\u2013';
    return dataTable(
      `return by channel, ${words.horizonName(horizon)}`,
      ['Channel', 'Spend', 'Contribution', '90% interval', 'ROI', '90% interval', 'mROI', '90% interval', ...(data.outcomeIsMoney ? [] : ['Cost per unit']), text('Note')],
      rows
        .filter(([, row]) => row)
        .map(([name, row]) => [
          name,
          format.moneyFull(row.spend),
          format.outcomeFull(row.contribution.median),
          format.range(row.contribution, format.outcomeFull),
          row.roi ? format.roi(row.roi.median) : '\u2013',
          row.roi ? format.range(row.roi, format.roi) : '\u2013',
          row.mroi ? format.roi(row.mroi.median) : '\u2013',
          row.mroi ? format.range(row.mroi, format.roi) : '\u2013',
          ...(data.outcomeIsMoney ? [] : [row.cpa ? format.estimate(row.cpa, format.money) : '\u2013']),
          row.roi ? row.note || '' : missing(row),
        ])
    );
  }

  function plan(data, queue) {
    if (!data.allocation) {
      return null;
    }
    const format = formats(data);
    const p = data.allocation;
    return section(
      'plan',
      'Recommended plan',
      words.planTakeaway(data),
      figure(
        `Spend by channel, ${dates.date(p.weeks[0])} to ${dates.weekEnd(p.weeks[p.weeks.length - 1])}`,
        `${p.objective} In brackets, the change.`,
        canvasFor(queue, (e) => charts.plan(e, data)),
        dataTable(
          'recommended plan',
          ['Channel', 'At present', 'Recommended', 'Change', 'Least', 'Most', 'mROI now', 'mROI then', text('Bound')],
          p.channels.map((c) => [
            c.name,
            format.moneyFull(c.present),
            format.moneyFull(c.planned),
            c.present > 0 ? format.signed(c.planned / c.present - 1, format.share) : '\u2013',
            format.moneyFull(c.lower),
            format.moneyFull(c.upper),
            format.roi(c.presentMroi),
            format.roi(c.mroi),
            BOUNDS[c.bound] || '',
          ])
        )
      ),
      p.notes.length ? h('ul', { class: 'notes' }, p.notes.map((note) => h('li', {}, note))) : null
    );
  }

  function forecast(data, queue) {
    if (!data.forecast) {
      return null;
    }
    const format = formats(data);
    const f = data.forecast;
    return section(
      'forecast',
      'Forecast',
      words.forecastTakeaway(data),
      figure(
        null,
        `The band holds 90% of what the model expects, weekly noise included.${f.held.length ? ` Held: ${f.held.join('; ')}.` : ''}`,
        canvasFor(queue, (e) => charts.forecast(e, data)),
        dataTable(
          'forecast by week',
          ['Week', 'Expected', '90% interval'],
          f.weeks.map((w, i) => [dates.date(w), format.outcomeFull(f.outcome.value[i]), format.range({ lower: f.outcome.lower[i], upper: f.outcome.upper[i] }, format.outcomeFull)])
        )
      )
    );
  }

  function decomposition(data, queue) {
    const format = formats(data);
    const parts = data.components.filter((c) => c.role !== 'MEDIA_TOTAL');
    const small = data.components.some((c) => (c.role === 'BASELINE' || c.role === 'CONTEXT') && c.name !== 'intercept');
    return section(
      'decomposition',
      `Where ${data.outcomeName} came from`,
      words.decompositionTakeaway(data),
      figure(
        'Baseline and media',
        'Areas stack up to the fitted value; the line is what came. Drag the handles to look at fewer weeks.',
        canvasFor(queue, (e) => charts.decomposition(e, data))
      ),
      figure(
        'What each medium added',
        'The same media alone, on a scale of their own.',
        canvasFor(queue, (e) => charts.contributions(e, data)),
        dataTable(
          'contributions by week',
          ['Week', `Actual ${data.outcomeName}`, 'Fitted', ...parts.map((p) => p.name)],
          data.weeks.map((w, t) => [dates.date(w), format.outcomeFull(data.outcome[t]), format.outcomeFull(data.fitted.value[t]), ...parts.map((p) => format.outcomeFull(p.contribution[t]))])
        )
      ),
      small
        ? figure(
            'Inside the baseline',
            'What raises or lowers the baseline beside its constant level.',
            canvasFor(queue, (e) => charts.baseline(e, data))
          )
        : null
    );
  }

  function curves(data, queue) {
    const shown = data.channels.filter((c) => c.curve);
    if (shown.length === 0) {
      return null;
    }
    const format = formats(data);
    return section(
      'curves',
      'Response curves',
      'What a constant weekly amount settles at. A steep curve has room; a flat one is saturated. The dot is the mean of the last 13 weeks; beyond the largest week ever seen a curve is extrapolation.',
      h(
        'div',
        { class: 'cards' },
        shown.map((channel) => figure(channel.name, words.curveTakeaway(data, channel), canvasFor(queue, (e) => charts.curve(e, data, { channel }))))
      ),
      dataTable(
        'response curves',
        ['Channel', 'Amount a week', `${words.capital(data.outcomeName)} a week`, '90% interval'],
        shown.flatMap((c) =>
          c.curve.amount.map((x, i) => [
            c.name,
            c.curve.unit === 'SPEND' ? format.moneyFull(x) : format.number(x, { maximumFractionDigits: 0 }),
            format.outcomeFull(c.curve.response.value[i]),
            format.range({ lower: c.curve.response.lower[i], upper: c.curve.response.upper[i] }, format.outcomeFull),
          ])
        )
      )
    );
  }

  function adstock(data, queue) {
    const shown = data.channels.filter((c) => c.adstock);
    if (shown.length === 0) {
      return null;
    }
    const format = formats(data);
    const lags = Math.min(14, Math.max(6, ...shown.map((c) => Math.ceil(c.adstock.weeksToNinety.upper) + 1)));
    const most = Math.max(...shown.flatMap((c) => c.adstock.weights.upper));
    const top = most > 0.5 ? Math.ceil(4 * most) / 4 : Math.ceil(10 * most) / 10;
    return section(
      'adstock',
      'How long effects last',
      words.adstockTakeaway(data, shown),
      h(
        'div',
        { class: 'cards small' },
        shown.map((channel) =>
          figure(
            channel.name,
            `Mean lag ${format.estimate(channel.adstock.meanLag, format.decimal)} weeks; 90% of the effect within ${format.estimate(channel.adstock.weeksToNinety, (v) => format.number(v, { maximumFractionDigits: 0 }))} weeks.`,
            canvasFor(queue, (e) => charts.adstock(e, data, { channel, lags, most: top }))
          )
        )
      ),
      dataTable(
        'share of effect by weeks after the exposure',
        ['Channel', 'Weeks after', 'Share', '90% interval'],
        shown.flatMap((c) =>
          c.adstock.weights.value.slice(0, lags).map((w, i) => [c.name, String(i), format.share(w), format.range({ lower: c.adstock.weights.lower[i], upper: c.adstock.weights.upper[i] }, format.share)])
        )
      )
    );
  }

  function moves(data, queue) {
    const format = formats(data);
    const shown = data.moves.filter((m) => m.parts.length);
    const scores = words.scoreTakeaway(data);
    const history = data.history.length ? historyTable(data) : null;
    if (!shown.length) {
      return section('moved', 'What moved since the last refresh', data.kind === 'BUILD' ? 'This is a first build: there is nothing before it to compare with.' : 'Nothing to compare with is known.', history);
    }
    return section(
      'moved',
      'What moved since the last refresh',
      words.movesTakeaway(data),
      scores.length ? h('ul', { class: 'notes' }, scores.map((s) => h('li', {}, s))) : null,
      figure(
        'Change of ROI by cause',
        'Parts add up to the change of the median ROI over the window, applied in the order of the legend.',
        canvasFor(queue, (e) => charts.moves(e, data)),
        dataTable(
          'what moved and why',
          ['Channel', 'Before', 'After', text('Why')],
          shown.map((m) => [
            label(m.channel),
            format.roi(m.before),
            format.roi(m.after),
            m.parts.map((p) => `${p.cause} ${format.signed(p.change * format.perUnit, format.ratio)}${p.detail ? ` (${p.detail})` : ''}`).join(', '),
          ])
        )
      ),
      history
    );
  }

  function historyTable(data) {
    const format = formats(data);
    return h(
      'div',
      {},
      h('h3', {}, 'Refreshes'),
      table(
        'Refreshes, the newest first',
        ['Refresh', text('Ended'), text('Week'), text('Outcome'), text('Kind'), 'R\u00b2', text('Reason')],
        data.history.map((e) => [String(e.sequence), dates.time(e.time), dates.date(e.week), e.outcome.toLowerCase(), e.kind.toLowerCase(), known(e.r2) ? format.ratio(e.r2) : '\u2013', e.reason])
      )
    );
  }

  function fit(data, queue) {
    const format = formats(data);
    const d = data.diagnostics;
    const figures = [
      ['R\u00b2', format.ratio(d.r2), 'share of variance explained'],
      ['MAPE', format.share(d.mape), 'mean error of a week'],
      ['NRMSE', format.ratio(d.nrmse), 'root mean square error over the range'],
      ['Durbin-Watson', format.ratio(d.durbinWatson), 'near 2 without autocorrelation'],
      ['DECOMP.RSSD', format.ratio(d.decompRssd), 'distance of effect from spend shares'],
      ...(data.sampler ? [['Effective draws', format.number(data.sampler.effectiveParticles, { maximumFractionDigits: 0 }), data.sampler.method ? `sampled by: ${data.sampler.method}` : 'of the posterior']] : []),
    ];
    return section(
      'fit',
      'Actual against fitted',
      words.fitTakeaway(data),
      figure(
        null,
        null,
        canvasFor(queue, (e) => charts.fit(e, data)),
        dataTable(
          'actual and fitted by week',
          ['Week', 'Actual', 'Fitted', '90% interval', 'Difference'],
          data.weeks.map((w, t) => [
            dates.date(w),
            format.outcomeFull(data.outcome[t]),
            format.outcomeFull(data.fitted.value[t]),
            format.range({ lower: data.fitted.lower[t], upper: data.fitted.upper[t] }, format.outcomeFull),
            known(data.residual[t]) ? format.signed(data.residual[t], format.outcomeFull) : '\u2013',
          ])
        )
      ),
      h('dl', { class: 'figures' }, figures.map(([name, value, what]) => h('div', {}, h('dt', {}, name), h('dd', { class: 'value' }, value), h('dd', { class: 'detail' }, what))))
    );
  }

  function quality(data) {
    const format = formats(data);
    const found = words.warnings(data);
    const q = data.dataQuality;
    return section(
      'quality',
      'Data quality and what to mind',
      found.length ? `${found.length} ${found.length === 1 ? 'point' : 'points'} to mind, the gravest first.` : 'Nothing stands out in the data or in the sampler.',
      found.length
        ? h('ul', { class: 'warnings' }, found.map((w) => h('li', { class: w.grave ? 'grave' : null }, h('strong', {}, w.grave ? 'Grave: ' : 'Note: '), w.text)))
        : null,
      q.openWeeks.length
        ? h('div', {}, h('h3', {}, 'Open weeks'), table('Weeks begun and not closed', ['Week', text('Waits for')], q.openWeeks.map((w) => [dates.date(w.week), words.list(w.waitingFor) || 'its end'])))
        : null,
      q.inflation.length
        ? dataTable(
            'variance inflation by channel',
            ['Channel', 'VIF'],
            q.inflation.map((i) => [i.channel, known(i.vif) ? format.ratio(i.vif) : 'infinite'])
          )
        : null
    );
  }

  function experiments(data, queue) {
    if (data.experiments.length === 0) {
      return section('experiments', 'Experiments', words.testNext(data));
    }
    const format = formats(data);
    return section(
      'experiments',
      'Experiments',
      words.experimentTakeaway(data),
      figure(
        null,
        'Measured lift with its 90% interval beside the model\u2019s answer to the same change of spend.',
        canvasFor(queue, (e) => charts.experiments(e, data)),
        dataTable(
          'experiments',
          ['Test', text('Channels'), text('Weeks'), 'Measured', 'Model', 'Share of market'],
          data.experiments.map((e) => [
            e.name,
            words.list(e.channels),
            `${dates.date(e.testFrom)} to ${dates.date(e.testTo)}`,
            format.estimate(e.measured, format.outcome),
            e.modelled ? format.estimate(e.modelled, format.outcome) : 'outside the window',
            format.share(e.share),
          ])
        )
      )
    );
  }

  function glossary(data) {
    const format = formats(data);
    const terms = [
      ['90% interval', 'The model gives the true value nine chances in ten to lie inside. Where intervals overlap, an order is a guess.'],
      ['ROI', `Contribution of a channel over its spend in the same weeks: ${format.roiUnit}. Short horizons mislead for channels that just started or stopped.`],
      ['mROI', 'What the next unit of spend brings, all weeks of the horizon scaled alike. It says where to add and where to cut; ROI says what was earned.'],
      ['Baseline', `What ${data.outcomeName} would be without media: level, trend, season, holidays, context.`],
      ['Adstock', 'How the effect of a week of exposure spreads over that week and those after it.'],
      ['At most', 'A channel whose effect is too small to be told from zero: only the upper end of its interval means something.'],
    ];
    return section('glossary', 'How to read this', null, h('dl', { class: 'terms' }, terms.map(([term, meaning]) => h('div', {}, h('dt', {}, term), h('dd', {}, meaning)))));
  }

  /** Fills an element with the report of some data. */
  function render(element, data) {
    const queue = [];
    const sections = [returns, plan, forecast, decomposition, curves, adstock, moves, fit, quality, experiments, glossary]
      .map((make) => make(data, queue))
      .filter(Boolean);
    const links = sections.map((s) => h('li', {}, h('a', { href: '#' + s.id }, s.querySelector('h2').textContent)));
    canvas.unmount(element);
    element.replaceChildren(head(data), h('nav', { 'aria-label': 'Contents' }, h('ul', {}, links)), ...sections);
    queue.forEach((draw) => draw());
    root.Freshet.rendered = true;
  }

  root.Freshet.render = render;
})(window);

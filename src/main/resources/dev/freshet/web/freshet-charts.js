/*
 * The charts of a model: each draws one report's data into an element, as (element, data, options).
 * A chart names its figures by text, position or texture as well as by colour.
 */
(function (root) {
  'use strict';
  const { formats, dates, canvas, known } = root.Freshet;
  const NARROW = 560;
  const MOST_AREAS = 8;

  const sum = (values) => values.reduce((a, b) => a + (known(b) ? b : 0), 0);
  const isBaseline = (c) => c.role === 'BASELINE' || c.role === 'CONTEXT';

  function timeAxis(theme, data, more) {
    return canvas.axis(theme, {
      type: 'category',
      data: data.weeks,
      boundaryGap: false,
      splitLine: { show: false },
      ...more,
      axisLabel: { color: theme.muted, hideOverlap: true, formatter: data.weeks.length > 60 ? dates.month : dates.short, ...((more && more.axisLabel) || {}) },
    });
  }

  function valueAxis(theme, name, format, more) {
    return canvas.axis(theme, {
      type: 'value',
      name,
      nameLocation: 'end',
      nameTextStyle: { color: theme.muted, align: 'left', padding: [0, 0, 4, -40] },
      axisLabel: { color: theme.muted, formatter: format },
      splitNumber: 4,
      ...more,
    });
  }

  const total = (components, weeks) =>
    Array.from({ length: weeks }, (_, t) => sum(components.map((c) => c.contribution[t])));

  /** Baseline, organic and paid media, each in one. */
  function groups(data) {
    const weeks = data.weeks.length;
    const of = (name, role, test) => ({ name, role, values: total(data.components.filter(test), weeks) });
    return [
      of('Baseline', 'BASELINE', isBaseline),
      of('Organic media', 'ORGANIC', (c) => c.role === 'ORGANIC'),
      of('Paid media', 'PAID', (c) => c.role === 'PAID'),
    ].filter((g) => g.values.some((v) => v !== 0));
  }

  /** Media one by one, the largest first; small ones together. */
  function media(data) {
    const all = data.components
      .filter((c) => c.role === 'PAID' || c.role === 'ORGANIC')
      .map((c) => ({ name: c.name, values: c.contribution, sum: sum(c.contribution) }))
      .filter((c) => c.sum > 0)
      .sort((a, b) => b.sum - a.sum);
    if (all.length <= MOST_AREAS) {
      return all;
    }
    const rest = all.slice(MOST_AREAS - 1);
    const values = Array.from({ length: data.weeks.length }, (_, t) => sum(rest.map((c) => c.values[t])));
    return [...all.slice(0, MOST_AREAS - 1), { name: `${rest.length} smaller media`, values }];
  }

  /** All weeks, or on a narrow screen the last year of them to begin with. */
  function slider(theme, data, width) {
    return {
      type: 'slider',
      startValue: width < NARROW ? Math.max(0, data.weeks.length - 52) : 0,
      endValue: data.weeks.length - 1,
      height: 18,
      bottom: 8,
      borderColor: theme.rule,
      backgroundColor: 'transparent',
      fillerColor: theme.filler,
      handleStyle: { color: theme.surface, borderColor: theme.muted },
      moveHandleSize: 0,
      textStyle: { color: theme.muted },
      labelFormatter: (_, week) => dates.month(week),
      filterMode: 'none',
      brushSelect: false,
      showDataShadow: false,
    };
  }

  function weekTip(theme, data, write) {
    return {
      ...canvas.base(theme, '').tooltip,
      formatter: (points) =>
        canvas.tip(
          `Week of ${dates.date(points[0].axisValue)}`,
          points.filter((p) => known(p.value)).map((p) => [p.seriesName, write(p.value)]).reverse()
        ),
    };
  }

  function area(theme, part, colour, index) {
    return {
      type: 'line',
      name: part.name,
      stack: 'parts',
      symbol: 'none',
      data: part.values,
      color: colour,
      itemStyle: { color: colour, decal: canvas.decal(theme, index) },
      lineStyle: { width: 0 },
      areaStyle: { color: colour, opacity: 1, decal: canvas.decal(theme, index) },
      emphasis: { disabled: true },
    };
  }

  /** The outcome by week: baseline and media, with what came. */
  function decomposition(element, data) {
    const format = formats(data);
    const parts = groups(data);
    return canvas.mount(element, (theme, width) => {
      const colours = { BASELINE: theme.neutral, ORGANIC: theme.palette[2], PAID: theme.palette[0] };
      const textures = { BASELINE: 0, ORGANIC: 2, PAID: 1 };
      const actual = `Actual ${data.outcomeName}`;
      const top = width < NARROW ? 80 : 56;
      return {
        ...canvas.base(theme, `${data.outcomeName} by week, divided into ${parts.map((p) => p.name).join(', ')}`),
        height: top + 320,
        grid: { left: 52, right: 26, top, bottom: 60 },
        xAxis: timeAxis(theme, data),
        yAxis: valueAxis(theme, `${data.outcomeName} a week`, format.outcome),
        dataZoom: [slider(theme, data, width)],
        legend: {
          ...canvas.base(theme, '').legend,
          data: [...parts.map((p) => ({ name: p.name, icon: canvas.icons.area })), { name: actual, icon: canvas.icons.line }],
        },
        tooltip: weekTip(theme, data, format.outcome),
        series: [
          ...parts.map((part) => area(theme, part, colours[part.role], textures[part.role])),
          { type: 'line', name: actual, data: data.outcome, symbol: 'none', color: theme.text, lineStyle: { width: 1.5 }, z: 10 },
        ],
      };
    });
  }

  /** What the media contribute by week, one by one. */
  function contributions(element, data) {
    const format = formats(data);
    const parts = media(data);
    return canvas.mount(element, (theme, width) => {
      const rows = Math.ceil((parts.length * 110) / width);
      return {
        ...canvas.base(theme, `Contribution of media by week: ${parts.map((p) => p.name).join(', ')}`),
        height: 298 + 20 * rows,
        grid: { left: 52, right: 26, top: 40 + 20 * rows, bottom: 60 },
        xAxis: timeAxis(theme, data),
        yAxis: valueAxis(theme, `${data.outcomeName} a week`, format.outcome),
        dataZoom: [slider(theme, data, width)],
        legend: { ...canvas.base(theme, '').legend, data: parts.map((p) => ({ name: p.name, icon: canvas.icons.area })) },
        tooltip: weekTip(theme, data, format.outcome),
        series: parts.map((part, i) => area(theme, part, theme.palette[i % theme.palette.length], i)),
      };
    });
  }

  /** The parts of the baseline but its level, by week. */
  function baseline(element, data) {
    const format = formats(data);
    const parts = data.components.filter((c) => isBaseline(c) && c.name !== 'intercept');
    const dashes = ['solid', [6, 4], [2, 3], [10, 3, 2, 3], [14, 4], [4, 8]];
    return canvas.mount(element, (theme, width) => ({
      ...canvas.base(theme, `Parts of the baseline by week: ${parts.map((p) => p.name).join(', ')}`),
      height: width < NARROW ? 316 : 280,
      grid: { left: 52, right: 26, top: width < NARROW ? 92 : 56, bottom: 28 },
      xAxis: timeAxis(theme, data, { axisLine: { onZero: false, lineStyle: { color: theme.rule } } }),
      yAxis: valueAxis(theme, `${data.outcomeName} a week`, format.outcome),
      legend: { ...canvas.base(theme, '').legend, itemWidth: 28, itemStyle: { opacity: 0 } },
      tooltip: weekTip(theme, data, (v) => format.signed(v, format.outcome)),
      series: parts.map((part, i) => ({
        type: 'line',
        name: part.name,
        symbol: 'none',
        data: part.contribution,
        color: theme.palette[i % theme.palette.length],
        lineStyle: { width: 1.8, type: dashes[i % dashes.length] },
      })),
    }));
  }

  /** Paid channels with figures over a horizon, the highest ROI first. */
  function ranked(data, horizon) {
    return data.channels
      .filter((c) => c.paid && c.roi[horizon] && c.roi[horizon].roi)
      .map((c) => ({ name: c.name, channel: c, row: c.roi[horizon] }))
      .sort((a, b) => Number(a.row.atMost) - Number(b.row.atMost) || b.row.roi.median - a.row.roi.median);
  }

  function channelAxis(theme, names, more) {
    return canvas.axis(theme, {
      type: 'category',
      data: names,
      inverse: true,
      axisTick: { show: false },
      splitLine: { show: false },
      ...more,
      axisLabel: { color: theme.text, fontSize: 13, ...((more && more.axisLabel) || {}) },
    });
  }

  const rowsHeight = (rows) => Math.max(150, 46 * rows) + 74;

  /** ROI and marginal ROI by channel with intervals; options.horizon. */
  function roi(element, data, options) {
    const format = formats(data);
    const rows = ranked(data, options.horizon);
    const scale = format.perUnit;
    const told = rows.filter((r) => !r.row.atMost);
    const medians = (told.length ? told : rows).flatMap((r) => [r.row.roi.median, r.row.mroi ? r.row.mroi.median : 0]);
    const most = Math.max(...rows.flatMap((r) => [r.row.roi.upper, r.row.mroi ? r.row.mroi.upper : 0]));
    const limit = scale * Math.min(most * 1.04, 2.4 * Math.max(...medians, 1e-9));
    return canvas.mount(element, (theme, width) => {
      const wide = width >= NARROW;
      const points = (key) =>
        rows.map((r, i) =>
          r.row[key] ? [...['median', 'lower', 'upper'].map((f) => scale * r.row[key][f]), i, r.row.atMost ? 1 : 0] : [NaN, NaN, NaN, i, 0]
        );
      const breakEven = data.outcomeIsMoney && limit > 1;
      return {
        ...canvas.base(theme, `ROI by channel: ${rows.map((r) => `${r.name} ${format.estimate(r.row.roi, format.roi)}`).join('; ')}`),
        height: rowsHeight(rows.length),
        grid: { left: wide ? 96 : 82, right: wide ? 128 : 14, top: 36, bottom: 38 },
        xAxis: canvas.axis(theme, {
          type: 'value',
          min: 0,
          max: limit,
          splitNumber: wide ? 5 : 3,
          name: format.roiUnit,
          nameLocation: 'middle',
          nameGap: 26,
          axisLabel: { color: theme.muted, formatter: format.tick, showMaxLabel: false },
        }),
        yAxis: [
          channelAxis(theme, rows.map((r) => r.name)),
          channelAxis(theme, rows.map((r) => r.name), {
            position: 'right',
            show: wide,
            axisLine: { show: false },
            axisLabel: {
              color: theme.text,
              fontSize: 12,
              margin: 14,
              formatter: (_, i) =>
                rows[i].row.atMost
                  ? `at most ${format.roi(rows[i].row.roi.upper)}`
                  : format.estimate(rows[i].row.roi, format.roi),
            },
          }),
        ],
        legend: { ...canvas.base(theme, '').legend, data: [{ name: 'ROI', icon: 'circle' }, { name: 'Next unit of spend (mROI)', icon: 'diamond' }] },
        tooltip: {
          ...canvas.base(theme, '').tooltip,
          trigger: 'item',
          formatter: (p) => {
            const r = rows[p.value[3]];
            return canvas.tip(r.name, [
              ['ROI', format.estimate(r.row.roi, format.roi)],
              ['mROI', format.estimate(r.row.mroi, format.roi)],
              ['Spend', format.money(r.row.spend)],
              ['Contribution', format.estimate(r.row.contribution, format.outcome)],
            ]);
          },
        },
        series: [
          {
            ...canvas.whiskers('ROI', points('roi'), { colour: theme.accent, surface: theme.surface, shape: 'circle', offset: -7 }),
            markLine: breakEven
              ? {
                  silent: true,
                  symbol: 'none',
                  data: [{ xAxis: 1 }],
                  lineStyle: { color: theme.text, type: [4, 3], width: 1 },
                  label: { formatter: 'break-even', color: theme.text, position: 'start', distance: 4, fontSize: 11, show: wide },
                }
              : undefined,
          },
          canvas.whiskers('Next unit of spend (mROI)', points('mroi'), {
            colour: theme.second,
            surface: theme.surface,
            shape: 'diamond',
            offset: 9,
          }),
        ],
      };
    });
  }

  /** Share of spend beside share of effect, in the order of the ROI chart; options.horizon. */
  function shares(element, data, options) {
    const format = formats(data);
    const rows = ranked(data, options.horizon);
    const spend = sum(rows.map((r) => r.row.spend));
    const effect = sum(rows.map((r) => r.row.contribution.median));
    const spendShare = rows.map((r) => r.row.spend / spend);
    const effectShare = rows.map((r) => r.row.contribution.median / effect);
    return canvas.mount(element, (theme, width) => {
      const bar = (name, values, colour, index) => ({
        type: 'bar',
        name,
        data: values,
        color: colour,
        itemStyle: { color: colour, decal: canvas.decal(theme, index) },
        barWidth: 13,
        barGap: '15%',
        label: { show: true, position: 'right', color: theme.text, formatter: (p) => format.share(p.value), fontSize: 11 },
      });
      return {
        ...canvas.base(theme, `Shares: ${rows.map((r, i) => `${r.name} ${format.share(spendShare[i])} of spend, ${format.share(effectShare[i])} of effect`).join('; ')}`),
        height: rowsHeight(rows.length),
        grid: { left: width < NARROW && width > 340 ? 82 : 92, right: 44, top: 36, bottom: 38 },
        xAxis: canvas.axis(theme, {
          type: 'value',
          min: 0,
          splitNumber: 3,
          name: 'share of all paid media',
          nameLocation: 'middle',
          nameGap: 26,
          axisLabel: { color: theme.muted, formatter: (v) => format.share(v) },
        }),
        yAxis: channelAxis(theme, rows.map((r) => r.name)),
        tooltip: {
          ...canvas.base(theme, '').tooltip,
          axisPointer: { type: 'none' },
          formatter: (points) => canvas.tip(points[0].axisValue, points.map((p) => [p.seriesName, format.share(p.value)])),
        },
        series: [bar('Spend', spendShare, theme.neutral, 1), bar('Effect', effectShare, theme.accent, 0)],
      };
    });
  }

  /** Up to which amount a curve is drawn: well beyond today's and the last year's largest week. */
  function reach(channel) {
    const c = channel.curve;
    const last = c.amount[c.amount.length - 1];
    const now = c.recent ? c.recent.amount : c.mean.amount;
    const largest = Math.max(0, ...channel.spend.slice(-52));
    return largest > 0 ? Math.min(last, Math.max(3 * now, 1.2 * largest)) : last;
  }

  /** A curve's points up to an amount, the last one interpolated. */
  function upTo(c, end) {
    const at = (i) => ({ x: c.amount[i], value: c.response.value[i], lower: c.response.lower[i], upper: c.response.upper[i] });
    const points = [];
    for (let i = 0; i < c.amount.length; i++) {
      if (c.amount[i] < end || i === 0) {
        points.push(at(i));
        continue;
      }
      const [p, q] = [at(i - 1), at(i)];
      const w = (end - p.x) / (q.x - p.x);
      const mix = (key) => p[key] + w * (q[key] - p[key]);
      points.push({ x: end, value: mix('value'), lower: mix('lower'), upper: mix('upper') });
      break;
    }
    return points;
  }

  /** Response to constant weekly amounts of one channel, with today's point; options.channel. */
  function curve(element, data, options) {
    const format = formats(data);
    const { name, curve: c } = options.channel;
    const amount = c.unit === 'SPEND' ? format.money : format.amount;
    const now = c.recent || c.mean;
    const shown = upTo(c, reach(options.channel));
    const rows = shown.map((p) => [p.x, p.lower, p.upper]);
    return canvas.mount(element, (theme, width) => ({
      ...canvas.base(theme, `Response of ${data.outcomeName} to ${name}: ${format.estimate(now.response, format.outcome)} a week at ${amount(now.amount)}`),
      height: 230,
      legend: { show: false },
      grid: { left: 50, right: 14, top: 14, bottom: 40 },
      xAxis: canvas.axis(theme, {
        type: 'value',
        min: 0,
        max: shown[shown.length - 1].x,
        splitNumber: width < 300 ? 2 : 3,
        name: c.unit === 'SPEND' ? 'spend a week' : 'exposure a week',
        nameLocation: 'middle',
        nameGap: 24,
        splitLine: { show: false },
        axisLabel: { color: theme.muted, formatter: amount, showMaxLabel: false, hideOverlap: true },
      }),
      yAxis: valueAxis(theme, undefined, format.outcome, { min: 0 }),
      tooltip: {
        ...canvas.base(theme, '').tooltip,
        formatter: (points) => {
          const p = shown[points[0].dataIndex];
          return canvas.tip(`${amount(p.x)} a week`, [
            ['brings', format.outcome(p.value)],
            ['90% interval', format.range(p, format.outcome)],
          ]);
        },
      },
      series: [
        canvas.band('90% interval', rows, theme.accent),
        {
          type: 'line',
          symbol: 'none',
          data: shown.map((p) => [p.x, p.value]),
          color: theme.accent,
          lineStyle: { width: 2 },
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: theme.muted, type: [3, 3], width: 1 },
            label: { show: false },
            data: [[{ coord: [now.amount, 0] }, { coord: [now.amount, now.response.median] }]],
          },
        },
        {
          type: 'scatter',
          data: [[now.amount, now.response.median]],
          symbol: 'circle',
          symbolSize: 11,
          itemStyle: { color: theme.second, borderColor: theme.surface, borderWidth: 1.5 },
          label: {
            show: true,
            position: now.amount > 0.55 * shown[shown.length - 1].x ? 'left' : 'right',
            distance: 8,
            formatter: `now ${amount(now.amount)}`,
            color: theme.text,
            fontWeight: 600,
            textBorderColor: theme.surface,
            textBorderWidth: 3,
          },
          tooltip: { show: false },
          z: 6,
        },
      ],
    }));
  }

  /** Share of a week's effect by weeks after it, of one channel; options.channel, options.lags. */
  function adstock(element, data, options) {
    const format = formats(data);
    const { name, adstock: a } = options.channel;
    const lags = Math.min(options.lags, a.weights.value.length);
    const take = (values) => values.slice(0, lags);
    const rows = take(a.weights.value).map((_, i) => [i, a.weights.lower[i], a.weights.upper[i]]);
    return canvas.mount(element, (theme) => ({
      ...canvas.base(theme, `Spread of the effect of ${name} over weeks: mean lag ${format.estimate(a.meanLag, format.decimal)} weeks`),
      height: 180,
      legend: { show: false },
      grid: { left: 44, right: 10, top: 12, bottom: 38 },
      xAxis: canvas.axis(theme, {
        type: 'category',
        data: take(a.weights.value).map((_, i) => String(i)),
        name: 'weeks after',
        nameLocation: 'middle',
        nameGap: 22,
        splitLine: { show: false },
      }),
      yAxis: valueAxis(theme, undefined, format.share, { min: 0, max: options.most, interval: options.most > 0.5 ? 0.25 : 0.1 }),
      tooltip: {
        ...canvas.base(theme, '').tooltip,
        axisPointer: { type: 'none' },
        formatter: (points) => {
          const i = points[0].dataIndex;
          return canvas.tip(i === 0 ? 'Same week' : `${i} ${i === 1 ? 'week' : 'weeks'} after`, [
            ['share of effect', format.share(a.weights.value[i])],
            ['90% interval', `${format.share(a.weights.lower[i])}\u2013${format.share(a.weights.upper[i])}`],
          ]);
        },
      },
      series: [
        { type: 'bar', data: take(a.weights.value), color: theme.accent, barMaxWidth: 26, itemStyle: { color: theme.accent, opacity: 0.75 } },
        canvas.errors(rows, theme.text),
      ],
    }));
  }

  /** Actual against fitted with its interval, and the residuals below. */
  function fit(element, data) {
    const format = formats(data);
    const rows = data.weeks.map((_, t) => [t, data.fitted.lower[t], data.fitted.upper[t]]);
    const odd = data.dataQuality.anomalies
      .map((a) => ({ ...a, at: data.weeks.indexOf(a.week) }))
      .filter((a) => a.at >= 0);
    return canvas.mount(element, (theme, width) => {
      const narrow = width < NARROW;
      const top = narrow ? 76 : 58;
      return {
        ...canvas.base(theme, `Actual against fitted ${data.outcomeName} by week, and the difference`),
        height: top + 410,
        axisPointer: { link: [{ xAxisIndex: 'all' }] },
        grid: [
          { left: 52, right: 26, top, height: 220 },
          { left: 52, right: 26, top: top + 266, height: 110 },
        ],
        xAxis: [
          timeAxis(theme, data, { axisLabel: { show: false }, boundaryGap: true }),
          timeAxis(theme, data, {
            gridIndex: 1,
            boundaryGap: true,
            axisLine: { onZero: false, lineStyle: { color: theme.rule } },
          }),
        ],
        yAxis: [
          valueAxis(theme, `${data.outcomeName} a week`, format.outcome, { scale: true }),
          valueAxis(theme, 'actual \u2212 fitted', format.outcome, { gridIndex: 1, splitNumber: 3 }),
        ],
        legend: {
          ...canvas.base(theme, '').legend,
          data: [
            { name: 'Actual', icon: canvas.icons.line },
            { name: 'Fitted', icon: canvas.icons.dashed },
            { name: '90% interval', icon: canvas.icons.area, itemStyle: { opacity: 0.3 } },
            ...(odd.length ? [{ name: 'Out of the ordinary', icon: 'triangle' }] : []),
          ],
        },
        tooltip: {
          ...canvas.base(theme, '').tooltip,
          formatter: (points) => {
            const t = points[0].dataIndex;
            return canvas.tip(`Week of ${dates.date(data.weeks[t])}`, [
              ['Actual', format.outcome(data.outcome[t])],
              ['Fitted', format.outcome(data.fitted.value[t])],
              ['90% interval', `${format.outcome(data.fitted.lower[t])}\u2013${format.outcome(data.fitted.upper[t])}`],
              ['Difference', known(data.residual[t]) ? format.signed(data.residual[t], format.outcome) : 'no outcome'],
            ]);
          },
        },
        series: [
          canvas.band('90% interval', rows, theme.accent),
          { type: 'line', name: 'Fitted', data: data.fitted.value, symbol: 'none', color: theme.accent, lineStyle: { width: 1.8, type: [6, 3] } },
          { type: 'line', name: 'Actual', data: data.outcome, symbol: 'none', color: theme.text, lineStyle: { width: 1.5 }, z: 4 },
          {
            type: 'scatter',
            name: 'Out of the ordinary',
            data: odd.filter((a) => known(data.outcome[a.at])).map((a) => [a.at, data.outcome[a.at]]),
            symbol: 'triangle',
            symbolSize: 12,
            color: theme.second,
            itemStyle: { color: theme.second, borderColor: theme.surface, borderWidth: 1 },
            z: 6,
          },
          {
            type: 'bar',
            xAxisIndex: 1,
            yAxisIndex: 1,
            data: data.residual,
            color: theme.neutral,
            itemStyle: { color: theme.neutral },
            barCategoryGap: '20%',
          },
        ],
      };
    });
  }

  /** Causes in their order, without those that moved nothing worth a bar. */
  function causesOf(moves) {
    const parts = moves.flatMap((m) => m.parts);
    const least = 0.005 * Math.max(...parts.map((p) => Math.abs(p.change)));
    return [...new Set(parts.filter((p) => Math.abs(p.change) > least).map((p) => p.cause))];
  }

  /** What moved each channel's ROI since the incumbent. */
  function moves(element, data) {
    const format = formats(data);
    const shown = data.moves.filter((m) => m.parts.length > 0);
    const causes = causesOf(shown);
    const scale = format.perUnit;
    return canvas.mount(element, (theme, width) => {
      const narrow = width < NARROW;
      return {
        ...canvas.base(theme, `Change of ROI by channel and cause: ${shown.map((m) => `${m.channel} ${format.roi(m.before)} to ${format.roi(m.after)}`).join('; ')}`),
        height: 34 * shown.length + (narrow ? 130 : 100),
        grid: { left: 112, right: narrow ? 16 : 120, top: narrow ? 62 : 40, bottom: 38 },
        xAxis: canvas.axis(theme, {
          type: 'value',
          splitNumber: narrow ? 3 : 5,
          name: 'change of ROI over the window',
          nameLocation: 'middle',
          nameGap: 26,
          axisLabel: { color: theme.muted, formatter: (v) => format.signed(v, format.ratio), hideOverlap: true },
        }),
        yAxis: [
          channelAxis(theme, shown.map((m) => label(m.channel)), { axisLine: { onZero: false, lineStyle: { color: theme.rule } } }),
          channelAxis(theme, shown.map((m) => label(m.channel)), {
            position: 'right',
            show: !narrow,
            axisLine: { show: false },
            axisLabel: {
              color: theme.text,
              fontSize: 12,
              formatter: (_, i) => `${format.roi(shown[i].before)} \u2192 ${format.roi(shown[i].after)}`,
            },
          }),
        ],
        tooltip: {
          ...canvas.base(theme, '').tooltip,
          axisPointer: { type: 'none' },
          formatter: (points) =>
            canvas.tip(
              points[0].axisValue,
              points.filter((p) => p.value !== 0).map((p) => [p.seriesName, format.signed(p.value, format.ratio)])
            ),
        },
        series: causes.map((cause, i) => ({
          type: 'bar',
          name: cause,
          stack: 'change',
          barWidth: 16,
          color: theme.palette[i % theme.palette.length],
          itemStyle: { color: theme.palette[i % theme.palette.length], decal: canvas.decal(theme, i) },
          data: shown.map((m) => scale * sum(m.parts.filter((p) => p.cause === cause).map((p) => p.change))),
        })),
      };
    });
  }

  function label(channel) {
    return channel === 'media.total' ? 'all paid media' : channel;
  }

  /** Measured lifts beside the model's answer to the same question. */
  function experiments(element, data) {
    const format = formats(data);
    const rows = data.experiments;
    return canvas.mount(element, (theme, width) => {
      const points = (key) =>
        rows.map((r, i) => (r[key] ? [r[key].median, r[key].lower, r[key].upper, i, 0] : [NaN, NaN, NaN, i, 0]));
      return {
        ...canvas.base(theme, `Lift measured and modelled: ${rows.map((r) => `${r.name} ${format.estimate(r.measured, format.outcome)}`).join('; ')}`),
        height: rowsHeight(rows.length),
        grid: { left: width < NARROW ? 96 : 140, right: 20, top: 36, bottom: 38 },
        xAxis: canvas.axis(theme, {
          type: 'value',
          name: `lift of ${data.outcomeName}`,
          nameLocation: 'middle',
          nameGap: 26,
          axisLabel: { color: theme.muted, formatter: format.outcome, hideOverlap: true },
        }),
        yAxis: channelAxis(theme, rows.map((r) => r.name), {
          axisLine: { onZero: false, lineStyle: { color: theme.rule } },
          axisLabel: { width: width < NARROW ? 86 : 130, overflow: 'truncate' },
        }),
        legend: { ...canvas.base(theme, '').legend, data: [{ name: 'Measured by the test', icon: 'circle' }, { name: 'Model', icon: 'diamond' }] },
        tooltip: { ...canvas.base(theme, '').tooltip, trigger: 'item', formatter: (p) => canvas.tip(rows[p.value[3]].name, [['Measured', format.estimate(rows[p.value[3]].measured, format.outcome)], ['Model', format.estimate(rows[p.value[3]].modelled, format.outcome)]]) },
        series: [
          canvas.whiskers('Measured by the test', points('measured'), { colour: theme.accent, surface: theme.surface, shape: 'circle', offset: -7 }),
          canvas.whiskers('Model', points('modelled'), { colour: theme.second, surface: theme.surface, shape: 'diamond', offset: 9 }),
        ],
      };
    });
  }

  /** Recommended beside present spend, the largest increase first. */
  function plan(element, data) {
    const format = formats(data);
    const rows = [...data.allocation.channels].sort((a, b) => b.planned - b.present - (a.planned - a.present));
    const change = (r) => (r.present > 0 ? format.signed(r.planned / r.present - 1, format.share) : 'new');
    return canvas.mount(element, (theme, width) => {
      const narrow = width < NARROW;
      const bar = (name, key, colour, index, write) => ({
        type: 'bar',
        name,
        data: rows.map((r) => r[key]),
        color: colour,
        itemStyle: { color: colour, decal: canvas.decal(theme, index) },
        barWidth: 13,
        barGap: '15%',
        label: { show: true, position: 'right', color: theme.text, fontSize: 11, formatter: (p) => write(rows[p.dataIndex]) },
      });
      return {
        ...canvas.base(theme, `Spend by channel: ${rows.map((r) => `${r.name} ${format.money(r.present)} at present, ${format.money(r.planned)} planned`).join('; ')}`),
        height: rowsHeight(rows.length),
        grid: { left: narrow ? 82 : 96, right: 100, top: 36, bottom: 38 },
        xAxis: canvas.axis(theme, {
          type: 'value',
          min: 0,
          splitNumber: narrow ? 2 : 5,
          name: `spend over ${data.allocation.weeks.length} weeks`,
          nameLocation: 'middle',
          nameGap: 26,
          axisLabel: { color: theme.muted, formatter: format.money, hideOverlap: true },
        }),
        yAxis: channelAxis(theme, rows.map((r) => r.name)),
        tooltip: {
          ...canvas.base(theme, '').tooltip,
          axisPointer: { type: 'none' },
          formatter: (points) => canvas.tip(points[0].axisValue, points.map((p) => [p.seriesName, format.money(p.value)])),
        },
        series: [
          bar('At present', 'present', theme.neutral, 1, (r) => format.money(r.present)),
          bar('Recommended', 'planned', theme.accent, 0, (r) => `${format.money(r.planned)} (${change(r)})`),
        ],
      };
    });
  }

  /** The newest weeks, then what is to come with its interval. */
  function forecast(element, data) {
    const format = formats(data);
    const past = Math.min(26, data.weeks.length);
    const before = data.weeks.slice(-past);
    const f = data.forecast;
    const weeks = [...before, ...f.weeks];
    const shift = (values) => [...Array(past).fill(null), ...values];
    const rows = f.weeks.map((_, i) => [past + i, f.outcome.lower[i], f.outcome.upper[i]]);
    return canvas.mount(element, (theme) => ({
      ...canvas.base(theme, `Forecast of ${data.outcomeName}: ${format.estimate(f.total, format.outcome)} over ${f.weeks.length} weeks`),
      height: 300,
      grid: { left: 52, right: 26, top: 54, bottom: 28 },
      xAxis: timeAxis(theme, { weeks }),
      yAxis: valueAxis(theme, `${data.outcomeName} a week`, format.outcome, { scale: true }),
      legend: { ...canvas.base(theme, '').legend, data: [{ name: 'Actual', icon: canvas.icons.line }, { name: 'Forecast', icon: canvas.icons.dashed }, { name: '90% interval', icon: canvas.icons.area, itemStyle: { opacity: 0.3 } }] },
      tooltip: {
        ...canvas.base(theme, '').tooltip,
        formatter: (points) =>
          canvas.tip(
            `Week of ${dates.date(points[0].axisValue)}`,
            points.filter((p) => known(p.value)).map((p) => [p.seriesName, format.outcome(p.value)])
          ),
      },
      series: [
        canvas.band('90% interval', rows, theme.accent),
        { type: 'line', name: 'Actual', data: data.outcome.slice(-past), symbol: 'none', color: theme.text, lineStyle: { width: 1.5 } },
        { type: 'line', name: 'Forecast', data: shift(f.outcome.value), symbol: 'none', color: theme.accent, lineStyle: { width: 2, type: [6, 3] } },
      ],
    }));
  }

  root.Freshet.charts = { decomposition, contributions, baseline, roi, shares, curve, adstock, fit, moves, experiments, plan, forecast };
  root.Freshet.ranked = ranked;
  root.Freshet.label = label;
})(window);

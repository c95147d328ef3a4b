/* What all charts share: theme from the style sheet, redrawing, bands, whiskers. */
(function (root) {
  'use strict';
  const mounted = new Set();
  const DECALS = [
    { symbol: 'none' },
    { dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: -Math.PI / 4 },
    { symbol: 'circle', dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0], symbolSize: 0.55 },
    { dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: Math.PI / 4 },
    { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: 0 },
    { dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], symbolSize: 0.7 },
    { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 2 },
    { symbol: 'triangle', dashArrayX: [[9, 9], [0, 9, 9, 0]], dashArrayY: [7, 2], symbolSize: 0.7 },
  ];

  /** Legend marks of lines. */
  const icons = {
    line: 'path://M0 5h20v2.4h-20z',
    dashed: 'path://M0 5h5v2.4h-5zM7.5 5h5v2.4h-5zM15 5h5v2.4h-5z',
    area: 'roundRect',
  };

  /** Colours as the style sheet has them now. */
  function theme() {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue('--' + name).trim();
    return {
      text: get('text'),
      muted: get('muted'),
      rule: get('rule'),
      surface: get('surface'),
      accent: get('accent'),
      second: get('second'),
      neutral: get('neutral'),
      texture: get('texture'),
      filler: get('filler'),
      palette: [1, 2, 3, 4, 5, 6, 7, 8].map((i) => get('c' + i)),
      font: get('font'),
    };
  }

  function decal(theme, index) {
    return { color: theme.texture, ...DECALS[index % DECALS.length] };
  }

  /** What every chart begins with. */
  function base(theme, label) {
    return {
      animation: false,
      backgroundColor: 'transparent',
      textStyle: { fontFamily: theme.font, color: theme.text, fontSize: 12 },
      aria: { enabled: true, label: { description: label } },
      tooltip: {
        trigger: 'axis',
        confine: true,
        backgroundColor: theme.surface,
        borderColor: theme.rule,
        textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 12 },
        axisPointer: { lineStyle: { color: theme.muted }, crossStyle: { color: theme.muted } },
      },
      legend: {
        top: 0,
        left: 0,
        itemWidth: 18,
        itemHeight: 11,
        itemGap: 14,
        textStyle: { color: theme.text, fontFamily: theme.font },
      },
    };
  }

  function axis(theme, more) {
    return {
      axisLine: { lineStyle: { color: theme.rule } },
      axisTick: { lineStyle: { color: theme.rule } },
      axisLabel: { color: theme.muted, hideOverlap: true },
      splitLine: { lineStyle: { color: theme.rule, opacity: 0.6 } },
      nameTextStyle: { color: theme.muted },
      ...more,
    };
  }

  /**
   * Draws a chart into an element and redraws it when its width or the theme changes.
   *
   * @param build of (theme, width) an ECharts option with its height under `height`
   */
  function mount(element, build) {
    const entry = { element, build, chart: null, width: 0 };
    mounted.add(entry);
    draw(entry);
    resizes.observe(element);
    return entry;
  }

  function draw(entry) {
    const width = Math.floor(entry.element.clientWidth);
    if (width < 40) {
      return;
    }
    const { height, ...option } = entry.build(theme(), width);
    entry.width = width;
    entry.element.style.height = height + 'px';
    entry.element.setAttribute('role', 'img');
    if (entry.chart) {
      entry.chart.resize({ width, height, silent: true });
    } else {
      entry.chart = root.echarts.init(entry.element, null, { renderer: 'svg', width, height });
    }
    entry.chart.setOption(option, true);
  }

  function redraw() {
    mounted.forEach(draw);
  }

  /** Frees the charts within an element. */
  function unmount(container) {
    mounted.forEach((entry) => {
      if (container.contains(entry.element)) {
        resizes.unobserve(entry.element);
        if (entry.chart) {
          entry.chart.dispose();
        }
        mounted.delete(entry);
      }
    });
  }

  const resizes = new ResizeObserver((changes) => {
    requestAnimationFrame(() => {
      mounted.forEach((entry) => {
        const changed = changes.some((change) => change.target === entry.element);
        if (changed && Math.floor(entry.element.clientWidth) !== entry.width) {
          draw(entry);
        }
      });
    });
  });

  function printing(on) {
    document.documentElement.classList.toggle('printing', on);
    redraw();
  }

  root.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  root.addEventListener('beforeprint', () => printing(true));
  root.addEventListener('afterprint', () => printing(false));

  /** A band between two series; rows of data are [x, lower, upper]. */
  function band(name, rows, colour, more) {
    return {
      type: 'custom',
      name,
      silent: true,
      clip: true,
      z: 1,
      data: rows,
      encode: { x: 0, y: [1, 2], tooltip: [] },
      itemStyle: { color: colour },
      renderItem(params, api) {
        if (params.dataIndexInside > 0) {
          return null;
        }
        const upper = [];
        const lower = [];
        for (let i = 0; i < params.dataInsideLength; i++) {
          upper.push(api.coord([api.value(0, i), api.value(2, i)]));
          lower.unshift(api.coord([api.value(0, i), api.value(1, i)]));
        }
        return {
          type: 'polygon',
          shape: { points: upper.concat(lower) },
          style: { fill: colour, opacity: 0.22 },
        };
      },
      ...more,
    };
  }

  /** A mark of one of the shapes at a point. */
  function mark(shape, x, y, size, style) {
    if (shape === 'diamond') {
      const points = [[x, y - size], [x + size, y], [x, y + size], [x - size, y]];
      return { type: 'polygon', shape: { points }, style };
    }
    if (shape === 'square') {
      return { type: 'rect', shape: { x: x - size, y: y - size, width: 2 * size, height: 2 * size }, style };
    }
    return { type: 'circle', shape: { cx: x, cy: y, r: size }, style };
  }

  /**
   * Medians with whiskers along x, one a row; rows of data are [median, lower, upper, row, hollow].
   * What reaches beyond the axis ends in an arrow.
   */
  function whiskers(name, rows, { colour, surface, shape, offset }) {
    return {
      type: 'custom',
      name,
      data: rows,
      clip: false,
      encode: { x: [0, 1, 2], y: 3 },
      itemStyle: { color: colour },
      renderItem(params, api) {
        if (!Number.isFinite(api.value(0))) {
          return null;
        }
        const edge = params.coordSys.x + params.coordSys.width;
        const row = api.value(3);
        const [x, y0] = api.coord([api.value(0), row]);
        const y = y0 + offset;
        const from = api.coord([api.value(1), row])[0];
        const end = api.coord([api.value(2), row])[0];
        const cut = end > edge + 1;
        const to = Math.min(end, edge);
        const line = { stroke: colour, lineWidth: 2, fill: 'none' };
        const stroke = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: line });
        const children = [stroke(from, y, to, y), stroke(from, y - 4, from, y + 4)];
        children.push(...(cut ? [stroke(to - 5, y - 4, to, y), stroke(to - 5, y + 4, to, y)] : [stroke(to, y - 4, to, y + 4)]));
        if (x <= edge) {
          const hollow = api.value(4) === 1;
          children.push(mark(shape, x, y, 5, { fill: hollow ? surface : colour, stroke: colour, lineWidth: 2 }));
        }
        return { type: 'group', children };
      },
    };
  }

  /** Vertical whiskers; rows of data are [x, lower, upper]. */
  function errors(rows, colour) {
    return {
      type: 'custom',
      silent: true,
      z: 5,
      data: rows,
      encode: { x: 0, y: [1, 2], tooltip: [] },
      renderItem(params, api) {
        const [x, low] = api.coord([api.value(0), api.value(1)]);
        const high = api.coord([api.value(0), api.value(2)])[1];
        const style = { stroke: colour, lineWidth: 1.5 };
        const stroke = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style });
        return {
          type: 'group',
          children: [stroke(x, low, x, high), stroke(x - 3, low, x + 3, low), stroke(x - 3, high, x + 3, high)],
        };
      },
    };
  }

  /** Rows of a tooltip, escaped. */
  function tip(title, rows) {
    const escape = root.echarts.format.encodeHTML;
    const lines = rows.map(
      ([name, value]) =>
        `<div style="display:flex;gap:1.5em;justify-content:space-between"><span>${escape(name)}</span><b>${escape(value)}</b></div>`
    );
    return `<b>${escape(title)}</b>${lines.join('')}`;
  }

  root.Freshet = Object.assign(root.Freshet || {}, {
    canvas: { icons, base, axis, mount, unmount, redraw, band, whiskers, errors, tip, decal },
  });
})(window);

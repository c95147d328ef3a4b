/* What a report says in sentences: takeaways and warnings, computed from its data. */
(function (root) {
  'use strict';
  const { formats, dates, known, ranked, label } = root.Freshet;
  const HORIZON_NAMES = { '1w': 'last week', '4w': 'last 4 weeks', '13w': 'last 13 weeks', '52w': 'last 52 weeks', window: 'whole window' };
  const HIGH_INFLATION = 10;
  const HIGH_MONTE_CARLO_ERROR = 0.1;

  const sum = (values) => values.reduce((a, b) => a + (known(b) ? b : 0), 0);

  /** The horizon that a page begins with: 13 weeks, or all there is. */
  function firstHorizon(data) {
    return data.mediaTotal['13w'] ? '13w' : 'window';
  }

  function horizonName(horizon) {
    return HORIZON_NAMES[horizon] || horizon;
  }

  /** Outcome and its change over a horizon of weeks. */
  function outcomeOver(data, weeks) {
    const last = data.outcome.length;
    const observed = data.outcome.slice(last - weeks);
    const missing = observed.filter((v) => !known(v)).length;
    const before = data.outcome.slice(Math.max(0, last - weeks - 52), Math.max(0, last - 52));
    const comparable = missing === 0 && before.length === weeks && before.every(known);
    return { total: sum(observed), missing, change: comparable ? sum(observed) / sum(before) - 1 : null };
  }

  /** Share of the outcome that paid media drove over a horizon, as an estimate; null without paid media. */
  function mediaShare(data, horizon) {
    const row = data.mediaTotal[horizon];
    if (!row) {
      return null;
    }
    const total = sum(data.fitted.value.slice(-row.weeks));
    const { median, lower, upper } = row.contribution;
    return total > 0 ? { median: median / total, lower: lower / total, upper: upper / total } : null;
  }

  /** Channels by what the next unit of spend brings, the best first; bounds that are no estimates left out. */
  function byNextUnit(data, horizon) {
    return ranked(data, horizon)
      .filter((r) => r.row.mroi && !r.row.atMost)
      .sort((a, b) => b.row.mroi.median - a.row.mroi.median);
  }

  /** In one word how well the model matches the outcome. */
  function quality(data) {
    const { r2, mape } = data.diagnostics;
    if (!known(r2)) {
      return 'not known';
    }
    if (r2 >= 0.9 && !(mape > 0.1)) {
      return 'Good';
    }
    return r2 >= 0.75 ? 'Fair' : 'Weak';
  }

  /** Headline: one sentence. */
  function headline(data) {
    const format = formats(data);
    const horizon = firstHorizon(data);
    const row = data.mediaTotal[horizon];
    if (!row) {
      return `The model explains ${data.outcomeName} without paid media.`;
    }
    const share = mediaShare(data, horizon);
    const parts = [share ? `${format.share(share.median)} of the total` : '', row.roi ? format.returned(row.roi) + ' spent' : ''];
    return (
      `Over the ${horizonName(horizon)} paid media drove ${format.estimate(row.contribution, format.outcome)} of ${data.outcomeName}: ` +
      `${parts.filter(Boolean).join(', or ')}.`
    );
  }

  function roiTakeaway(data, horizon) {
    const format = formats(data);
    const rows = ranked(data, horizon).filter((r) => !r.row.atMost);
    if (rows.length === 0) {
      return 'No channel had spend in these weeks whose return can be told from zero.';
    }
    const best = rows[0];
    const worst = rows[rows.length - 1];
    const parts = [`Over the ${horizonName(horizon)} ${best.name} returned most: ${format.returned(best.row.roi)}.`];
    if (rows.length > 1) {
      const apart = best.row.roi.lower > worst.row.roi.upper;
      parts.push(
        `${capital(worst.name)} returned least, ${format.estimate(worst.row.roi, format.perSpend)}` +
          (apart ? '; their intervals do not overlap.' : '; their intervals overlap, so the order is not certain.')
      );
    }
    if (data.outcomeIsMoney) {
      const under = rows.filter((r) => r.row.mroi && r.row.mroi.upper < 1).map((r) => r.name);
      const over = rows.filter((r) => r.row.mroi && r.row.mroi.lower > 1).map((r) => r.name);
      if (over.length) {
        parts.push(`The next unit of spend pays back, its whole interval above break-even, on ${list(over)}.`);
      }
      if (under.length) {
        parts.push(`The next unit of spend would not pay back, its whole interval below break-even, on ${list(under)}.`);
      }
    }
    return parts.join(' ');
  }

  function shareTakeaway(data, horizon) {
    const format = formats(data);
    const rows = ranked(data, horizon);
    const spend = sum(rows.map((r) => r.row.spend));
    const effect = sum(rows.map((r) => r.row.contribution.median));
    const gaps = rows
      .map((r) => ({ name: r.name, spend: r.row.spend / spend, effect: r.row.contribution.median / effect }))
      .sort((a, b) => Math.abs(b.effect - b.spend) - Math.abs(a.effect - a.spend));
    if (gaps.length < 2) {
      return '';
    }
    const g = gaps[0];
    return `Largest gap: ${g.name} takes ${format.share(g.spend)} of the spend and brings ${format.share(g.effect)} of the effect.`;
  }

  function decompositionTakeaway(data) {
    const format = formats(data);
    const total = sum(data.fitted.value);
    const of = (roles) => sum(data.components.filter((c) => roles.includes(c.role)).flatMap((c) => c.contribution));
    const paid = data.components.filter((c) => c.role === 'PAID').sort((a, b) => sum(b.contribution) - sum(a.contribution));
    const baseline = of(['BASELINE', 'CONTEXT']) / total;
    const organic = of(['ORGANIC']) / total;
    const largest = paid.length ? ` The largest channel is ${paid[0].name} with ${format.share(sum(paid[0].contribution) / total)}.` : '';
    return (
      `Over all ${data.weeks.length} weeks the baseline makes ${format.share(baseline)} of ${data.outcomeName}` +
      `, paid media ${format.share(of(['PAID']) / total)}${organic > 0 ? `, organic media ${format.share(organic)}` : ''}.${largest}`
    );
  }

  function curveTakeaway(data, channel) {
    const format = formats(data);
    const c = channel.curve;
    const now = c.recent || c.mean;
    const amount = c.unit === 'SPEND' ? format.money : format.amount;
    const last = c.response.value.length - 1;
    const used = now.response.median / c.response.value[last];
    const row = channel.roi[firstHorizon(data)];
    const next = row && row.mroi && !row.atMost ? ` The next unit of spend brings ${format.returned(row.mroi)}.` : '';
    return now.amount > 0
      ? `At ${amount(now.amount)} a week it brings ${format.estimate(now.response, format.outcome)}, ${format.share(used)} of what ${amount(c.amount[last])} a week would.${next}`
      : `Nothing was spent in the last 13 weeks.`;
  }

  function adstockTakeaway(data, channels) {
    const format = formats(data);
    const sorted = [...channels].sort((a, b) => b.adstock.meanLag.median - a.adstock.meanLag.median);
    const slow = sorted[0];
    const fast = sorted[sorted.length - 1];
    const lag = (c) => `${format.estimate(c.adstock.meanLag, format.decimal)} weeks`;
    return slow === fast
      ? `The effect of ${slow.name} comes ${lag(slow)} after its spend on average.`
      : `The effect of ${slow.name} lasts longest: it comes ${lag(slow)} after the exposure on average. ${capital(fast.name)} acts fastest, after ${lag(fast)}.`;
  }

  function fitTakeaway(data) {
    const format = formats(data);
    const d = data.diagnostics;
    const inside = data.outcome.filter((y, t) => known(y) && y >= data.fitted.lower[t] && y <= data.fitted.upper[t]).length;
    const observed = data.outcome.filter(known).length;
    const correlated = known(d.durbinWatson) && (d.durbinWatson < 1 || d.durbinWatson > 3);
    return (
      `The model explains ${format.share(d.r2)} of the variance of ${data.outcomeName} and is off by ${format.share(d.mape)} in a typical week.` +
      ` ${inside} of ${observed} weeks lie inside the interval of the fitted value, which holds the model's uncertainty and not the noise of a single week.` +
      (correlated ? ' Neighbouring residuals resemble each other: something that lasts several weeks is missing from the model.' : '')
    );
  }

  function movesTakeaway(data) {
    const format = formats(data);
    const moved = data.moves
      .filter((m) => known(m.before) && known(m.after) && m.parts.length && m.channel !== 'media.total')
      .sort((a, b) => Math.abs(b.after / b.before - 1) - Math.abs(a.after / a.before - 1));
    if (moved.length === 0) {
      return '';
    }
    const m = moved[0];
    const part = [...m.parts].sort((a, b) => Math.abs(b.change) - Math.abs(a.change))[0];
    return (
      `${capital(label(m.channel))} moved most: ROI ${format.roi(m.before)} \u2192 ${format.roi(m.after)} (${format.signed(m.after / m.before - 1, format.share)}),` +
      ` mainly by ${part.cause}${part.detail ? ` (${part.detail})` : ''}.`
    );
  }

  function scoreTakeaway(data) {
    const format = formats(data);
    return data.scores.map((s) => {
      const size = Math.abs(s.z);
      const word = size < 1.645 ? 'as expected' : size < 3 ? 'unusual' : 'a surprise';
      return `Week of ${dates.date(s.week)}: ${format.outcome(s.observed)} came, ${format.outcome(s.mean)} \u00b1 ${format.outcome(s.sd)} was predicted (${format.signed(s.z, (v) => format.decimal(v))} standard deviations: ${word}).`;
    });
  }

  function planTakeaway(data) {
    const format = formats(data);
    const plan = data.allocation;
    const changes = plan.channels.map((c) => ({ name: c.name, by: c.planned - c.present })).sort((a, b) => b.by - a.by);
    // No line break between sign and figure.
    const by = (c) => `${c.name} (${format.signed(c.by, format.money).replace(/^[+\u2212]/, '$&\u2060')})`;
    const up = changes.filter((c) => c.by > 0.005 * plan.budget).slice(0, 2);
    const down = changes.filter((c) => c.by < -0.005 * plan.budget).slice(-2).reverse();
    if (!up.length && !down.length) {
      return `The present split of ${format.money(plan.budget)} is already as good as the model can make it within the bounds.`;
    }
    const sure =
      plan.gain.lower > 0
        ? ''
        : ` By the model the plan brings more with a probability of ${format.share(plan.better)}: treat it as something to test.`;
    return (
      `For ${format.money(plan.budget)} over ${plan.weeks.length} weeks: ${[
        up.length ? `more on ${list(up.map(by))}` : '',
        down.length ? `less on ${list(down.map(by))}` : '',
      ]
        .filter(Boolean)
        .join(', ')}. Expected gain: ${format.estimate(plan.gain, format.outcome)} of ${data.outcomeName}, ${format.share(plan.gain.median / plan.present.median)} more than running on as now.${sure}`
    );
  }

  function experimentTakeaway(data) {
    const told = data.experiments.filter((e) => e.modelled);
    const agree = told.filter((e) => e.modelled.lower <= e.measured.upper && e.modelled.upper >= e.measured.lower);
    return told.length
      ? `The model knows ${told.length === 1 ? 'one test' : told.length + ' tests'} and agrees with ${agree.length === told.length ? (told.length === 1 ? 'it' : 'all of them') : agree.length} (intervals overlap).`
      : '';
  }

  /** Which channel a lift test would teach the model most about: the one with the widest interval in money. */
  function testNext(data) {
    const widest = data.channels
      .filter((c) => c.paid && c.roi.window && c.roi.window.roi)
      .map((c) => ({ name: c.name, width: c.roi.window.contribution.upper - c.roi.window.contribution.lower }))
      .sort((a, b) => b.width - a.width)[0];
    return (
      'No lift test is known to this model.' +
      (widest ? ` The widest interval is that of ${widest.name}: a test of it would teach the model most.` : '')
    );
  }

  function forecastTakeaway(data) {
    const format = formats(data);
    const f = data.forecast;
    return `Over the next ${f.weeks.length} weeks the model expects ${format.estimate(f.total, format.outcome)} of ${data.outcomeName}, with ${f.plan}.`;
  }

  /** What to mind, the gravest first: {grave, text}. */
  function warnings(data) {
    const format = formats(data);
    const found = [];
    const add = (grave, text) => found.push({ grave, text });
    if (data.gate.refused) {
      add(true, `The sampler's checks failed: ${data.gate.reason}. Do not use these answers; rebuild the model.`);
    }
    data.dataQuality.problems.forEach((p) => add(true, p));
    if (data.gate.regimeChange) {
      add(true, 'The newest weeks surprised the model before this one, which was rebuilt. Ask what changed in the market.');
    }
    const missing = data.dataQuality.missingOutcome;
    if (missing.length) {
      add(false, `${missing.length} of ${data.weeks.length} weeks ${missing.length === 1 ? 'has' : 'have'} no ${data.outcomeName} to tell the model: ${list(missing.slice(0, 4).map(dates.date))}${missing.length > 4 ? ' \u2026' : ''}.`);
    }
    data.dataQuality.anomalies.forEach((a) => {
      const what = a.kind === 'OUTLIER' ? 'is an outlier' : 'begins a new level';
      add(
        false,
        `The week of ${dates.date(a.week)} ${what} (${format.signed(a.size, format.outcome)}), ${
          a.treated ? 'which the model leaves out of its effects.' : 'which nothing in the model explains. Add what happened as context.'
        }`
      );
    });
    data.dataQuality.collinear.forEach((p) =>
      add(false, `${capital(p.first)} and ${p.second} move nearly alike (correlation ${format.ratio(p.correlation)}): how they share their effect is mostly the prior's guess. Vary one of them, or test it.`)
    );
    data.dataQuality.inflation
      .filter((i) => i.vif === null || i.vif > HIGH_INFLATION)
      .forEach((i) => add(false, `Most of what ${i.channel} does is repeated by other variables (VIF ${known(i.vif) ? format.ratio(i.vif) : 'infinite'}): its ROI is uncertain.`));
    const small = data.channels.filter((c) => c.roi.window && c.roi.window.atMost).map((c) => c.name);
    if (small.length) {
      add(false, `Over all weeks too small to be told from zero: ${list(small)}. Read their upper ends as bounds, their medians as nothing.`);
    }
    data.channels
      .filter((c) => c.paid && c.roi.window && !c.roi.window.roi && c.roi.window.spend > 0)
      .forEach((c) => add(false, `${capital(c.name)} is not in the model: ${c.roi.window.note}.`));
    const { durbinWatson, r2 } = data.diagnostics;
    if (known(r2) && r2 < 0.75) {
      add(true, `The model explains only ${format.share(r2)} of the variance of ${data.outcomeName}.`);
    }
    if (known(durbinWatson) && (durbinWatson < 1 || durbinWatson > 3)) {
      add(false, `Residuals of neighbouring weeks resemble each other (Durbin-Watson ${format.ratio(durbinWatson)}).`);
    }
    const error = data.sampler ? data.sampler.monteCarloError : null;
    if (known(error) && error > HIGH_MONTE_CARLO_ERROR) {
      add(false, `Sampling alone moves published figures by ${format.share(error)} of their interval.`);
    }
    data.dataQuality.openWeeks.forEach((w) =>
      add(false, `The week of ${dates.date(w.week)} is open: it waits for ${w.waitingFor.length ? list(w.waitingFor) : 'its end'}.`)
    );
    return found.sort((a, b) => Number(b.grave) - Number(a.grave));
  }

  function list(words) {
    return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
  }

  function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  root.Freshet.words = {
    firstHorizon,
    horizonName,
    outcomeOver,
    mediaShare,
    byNextUnit,
    quality,
    headline,
    roiTakeaway,
    shareTakeaway,
    decompositionTakeaway,
    curveTakeaway,
    adstockTakeaway,
    fitTakeaway,
    movesTakeaway,
    scoreTakeaway,
    planTakeaway,
    experimentTakeaway,
    forecastTakeaway,
    testNext,
    warnings,
    list,
    capital,
  };
})(window);

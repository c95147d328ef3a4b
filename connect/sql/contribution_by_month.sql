-- What did each channel contribute, month by month, and what was spent on it? A week counts to the month of its
-- first day. Contributions of weeks add up, and so do those of channels: they are one path that ends in the
-- fitted outcome. Their interval ends do not add up.
SELECT
  c.model,
  c.component AS channel,
  date_trunc('month', c.week)::date AS month,
  count(*) AS weeks,
  sum(c.contribution) AS contribution,
  sum(c.carryOver) AS carryOver,
  sum(s.spend) AS spend,
  min(s.currency) AS currency
FROM freshet.current_contributions c
JOIN freshet.current_spend_weeks s
  ON s.model = c.model AND s.channel = c.component AND s.week = c.week
GROUP BY c.model, c.component, date_trunc('month', c.week)
ORDER BY c.model, channel, month;

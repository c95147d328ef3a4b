-- How old is what I read, and why?
SELECT
  t.model,
  t.state,
  s.modelVersion,
  s.lastWeek AS fittedThrough,
  t.closedWeek,
  (t.closedWeek - s.lastWeek) / 7 AS weeksBehind,
  t.staleSince AT TIME ZONE 'UTC' AS staleSince,
  t.staleReason,
  t.closedWithout,
  t.lastOutcome,
  t.lastDetail,
  coalesce(s.whole, FALSE) AS whole
FROM freshet.status t
LEFT JOIN freshet.sets s USING (model)
ORDER BY weeksBehind DESC NULLS FIRST, t.model;

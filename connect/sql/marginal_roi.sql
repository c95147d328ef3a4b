-- Where would the next unit of money come back, and where would it not? For outcomes in money, in the spend's
-- currency: 1 is the break-even then. With a margin m of revenue, put 1 / m in its place; for outcomes that are
-- counts, compare cpa with what a unit is worth.
SELECT
  model,
  channel,
  spend,
  mroi,
  mroiLower,
  mroiUpper,
  CASE
    WHEN mroi IS NULL THEN 'no spend'
    WHEN mroiUpper < 1 THEN 'below'
    WHEN atMost THEN 'undecided'
    WHEN mroiLower > 1 THEN 'above'
    ELSE 'undecided'
  END AS breakEven,
  note
FROM freshet.current_roi
WHERE horizon = '13w' AND channel <> 'media.total'
ORDER BY model, mroi DESC NULLS LAST, channel;

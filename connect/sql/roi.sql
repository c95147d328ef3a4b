-- What did each channel return over the last quarter, and how did the newest refresh move that?
SELECT
  now.model,
  now.channel,
  now.lastWeek,
  now.currency,
  now.spend,
  now.roi,
  now.roiLower,
  now.roiUpper,
  before.roi AS roiBefore,
  now.roi - before.roi AS moved,
  before.roi NOT BETWEEN now.roiLower AND now.roiUpper AS beyondInterval,
  now.note
FROM freshet.current_roi now
LEFT JOIN freshet.roi_history before
  ON before.recordKey = now.recordKey AND before.modelVersion = now.replaces
WHERE now.horizon = '13w'
ORDER BY now.model, now.spend DESC, now.channel;

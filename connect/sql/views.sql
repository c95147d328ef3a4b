-- What analysts read: whole sets only. The rows of a new version come in topic by topic, so for some moments a
-- table holds rows of two versions. A model's own row lists what belongs to its version; a set is whole when as
-- many rows bear that version. Run as freshet_sink, after tables.sql.

CREATE OR REPLACE VIEW freshet.sets AS
SELECT
  listed.*,
  listed.contributionRows = (SELECT count(*) FROM freshet.contributions c
     WHERE c.model = listed.model AND c.modelVersion = listed.modelVersion)
  AND listed.roiRows = (SELECT count(*) FROM freshet.roi r
     WHERE r.model = listed.model AND r.modelVersion = listed.modelVersion)
  AND listed.spendWeekRows = (SELECT count(*) FROM freshet.spend_weeks s
     WHERE s.model = listed.model AND s.modelVersion = listed.modelVersion) AS whole
FROM (
  SELECT
    m.model,
    m.modelVersion,
    m.replaces,
    m.kind,
    m.firstWeek,
    m.lastWeek,
    cardinality(m.components) * w.weeks AS contributionRows,
    cardinality(m.channels) * cardinality(m.horizons) AS roiRows,
    cardinality(m.spendWeeks) * (w.weeks + 1) AS spendWeekRows
  FROM freshet.models m
  CROSS JOIN LATERAL (SELECT (m.lastWeek - m.firstWeek) / 7 + 1 AS weeks) w
) listed;

CREATE OR REPLACE VIEW freshet.current_roi AS
SELECT s.replaces, r.*
FROM freshet.roi r JOIN freshet.sets s USING (model, modelVersion)
WHERE s.whole;

CREATE OR REPLACE VIEW freshet.current_contributions AS
SELECT c.*
FROM freshet.contributions c JOIN freshet.sets s USING (model, modelVersion)
WHERE s.whole;

CREATE OR REPLACE VIEW freshet.current_spend_weeks AS
SELECT w.*
FROM freshet.spend_weeks w JOIN freshet.sets s USING (model, modelVersion)
WHERE s.whole;

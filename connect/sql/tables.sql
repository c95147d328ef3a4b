-- One table a topic, a column a field, under the fields' names; PostgreSQL writes them in lower case and
-- takes them in any. What a field means is in docs/contracts.md. recordKey is the record's key in Kafka:
-- an upsert or a tombstone of the topic is one of the row.
--
-- Run as freshet_sink (roles.sql), before the connector is started.
-- Instants are UTC in columns without time zone, which is how the connector writes them.

CREATE TABLE IF NOT EXISTS freshet.models (
  recordKey          text PRIMARY KEY,
  model              text NOT NULL,
  modelVersion       text NOT NULL,
  sequence           bigint NOT NULL,
  specVersion        text NOT NULL,
  engineVersion      text NOT NULL,
  fingerprint        text NOT NULL,
  seed               bigint NOT NULL,
  kind               text NOT NULL,
  reason             text NOT NULL,
  firstWeek          date NOT NULL,
  lastWeek           date NOT NULL,
  anchorWeek         date NOT NULL,
  components         text[] NOT NULL,
  channels           text[] NOT NULL,
  horizons           text[] NOT NULL,
  curves             text[] NOT NULL,
  rSquared           double precision NOT NULL,
  nrmse              double precision NOT NULL,
  mape               double precision NOT NULL,
  decompRssd         double precision NOT NULL,
  durbinWatson       double precision NOT NULL,
  effectiveParticles double precision NOT NULL,
  spendWeeks         text[] NOT NULL,
  refreshDecompRssd  double precision,
  replaces           text
);

CREATE TABLE IF NOT EXISTS freshet.roi (
  recordKey         text PRIMARY KEY,
  model             text NOT NULL,
  modelVersion      text NOT NULL,
  channel           text NOT NULL,
  horizon           text NOT NULL,
  firstWeek         date NOT NULL,
  lastWeek          date NOT NULL,
  currency          text NOT NULL,
  spend             double precision NOT NULL,
  contribution      double precision NOT NULL,
  contributionLower double precision NOT NULL,
  contributionUpper double precision NOT NULL,
  roi               double precision,
  roiLower          double precision,
  roiUpper          double precision,
  mroi              double precision,
  mroiLower         double precision,
  mroiUpper         double precision,
  cpa               double precision,
  atMost            boolean NOT NULL DEFAULT FALSE,
  note              text NOT NULL DEFAULT '',
  cpaLower          double precision,
  cpaUpper          double precision
);
CREATE INDEX IF NOT EXISTS roi_set ON freshet.roi (model, modelVersion);

CREATE TABLE IF NOT EXISTS freshet.contributions (
  recordKey      text PRIMARY KEY,
  model          text NOT NULL,
  modelVersion   text NOT NULL,
  week           date NOT NULL,
  component      text NOT NULL,
  contribution   double precision,
  lower          double precision,
  upper          double precision,
  immediate      double precision,
  immediateLower double precision,
  immediateUpper double precision,
  carryOver      double precision,
  carryOverLower double precision,
  carryOverUpper double precision
);
CREATE INDEX IF NOT EXISTS contributions_set ON freshet.contributions (model, modelVersion);

CREATE TABLE IF NOT EXISTS freshet.spend_weeks (
  recordKey         text PRIMARY KEY,
  model             text NOT NULL,
  modelVersion      text NOT NULL,
  channel           text NOT NULL,
  week              date,
  currency          text NOT NULL,
  spend             double precision NOT NULL,
  contribution      double precision NOT NULL,
  contributionLower double precision NOT NULL,
  contributionUpper double precision NOT NULL,
  toCome            double precision NOT NULL,
  toComeLower       double precision NOT NULL,
  toComeUpper       double precision NOT NULL,
  roi               double precision,
  roiLower          double precision,
  roiUpper          double precision
);
CREATE INDEX IF NOT EXISTS spend_weeks_set ON freshet.spend_weeks (model, modelVersion);

CREATE TABLE IF NOT EXISTS freshet.status (
  recordKey     text PRIMARY KEY,
  model         text NOT NULL,
  specVersion   text NOT NULL,
  state         text NOT NULL,
  closedWeek    date,
  closedWeeks   integer NOT NULL,
  requestId     text,
  sequence      bigint NOT NULL,
  lastOutcome   text,
  lastDetail    text NOT NULL,
  modelVersion  text,
  staleSince    timestamp,
  staleReason   text NOT NULL,
  changedAt     timestamp NOT NULL,
  closedWithout text[] NOT NULL
);

-- The topic holds the newest ROI of each key only. What it was under earlier versions stays here, one row a
-- version, until you delete it.
CREATE TABLE IF NOT EXISTS freshet.roi_history (
  LIKE freshet.roi,
  recordedAt timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (recordKey, modelVersion)
);

CREATE OR REPLACE FUNCTION freshet.keep_roi() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO freshet.roi_history
    (recordKey, model, modelVersion, channel, horizon, firstWeek, lastWeek, currency, spend, contribution,
     contributionLower, contributionUpper, roi, roiLower, roiUpper, mroi, mroiLower, mroiUpper, cpa, cpaLower,
     cpaUpper, atMost, note)
  VALUES
    (NEW.recordKey, NEW.model, NEW.modelVersion, NEW.channel, NEW.horizon, NEW.firstWeek, NEW.lastWeek,
     NEW.currency, NEW.spend, NEW.contribution, NEW.contributionLower, NEW.contributionUpper, NEW.roi,
     NEW.roiLower, NEW.roiUpper, NEW.mroi, NEW.mroiLower, NEW.mroiUpper, NEW.cpa, NEW.cpaLower, NEW.cpaUpper,
     NEW.atMost, NEW.note)
  ON CONFLICT DO NOTHING;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER keep_roi AFTER INSERT OR UPDATE ON freshet.roi
  FOR EACH ROW EXECUTE FUNCTION freshet.keep_roi();

package dev.freshet.refresh;

/** Why a model is due for a fit. */
enum Trigger {
  FIRST_BUILD,
  WEEK_CLOSED,
  RESTATEMENT,
  EXPERIMENT,
  SPEC_CHANGED,
  COMMAND,
  RETRY
}

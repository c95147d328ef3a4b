package dev.freshet.allocate;

/** What a plan is made for. */
public enum Goal {
  /** The most response for a budget. */
  MAX_RESPONSE,
  /** The most response, or the least spend, at which response over spend reaches a target. */
  TARGET_ROI,
  /** The same with spend over response, which must not exceed a target. */
  TARGET_CPA,
  /** Spend as long as a further unit brings the target. */
  TARGET_MROI
}

package dev.freshet.model;

/**
 * How far one channel's median ROI over the window moved against the incumbent's.
 *
 * @param channel the channel's name
 * @param before the incumbent's median ROI over its window
 * @param after this model's median ROI over its window
 */
public record RoiChange(String channel, double before, double after) {}

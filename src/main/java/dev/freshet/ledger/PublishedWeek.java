package dev.freshet.ledger;

/**
 * What readers were last told of a week.
 *
 * @param revision times the published values changed, from 1
 * @param digest digest of the published values, to tell a change from a move that cancelled out
 */
record PublishedWeek(long revision, String digest) {}

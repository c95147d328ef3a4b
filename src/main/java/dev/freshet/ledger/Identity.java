package dev.freshet.ledger;

/**
 * What makes two events the same fact.
 *
 * @param model model, {@code advertiser/market}
 * @param feed topic the event came on
 * @param source feed of the spec that reported it
 * @param eventId the source's id of the fact
 */
record Identity(String model, Feed feed, String source, String eventId) {}

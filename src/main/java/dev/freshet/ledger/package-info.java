/**
 * The ledger: exactly-once bookkeeping of events within weeks (docs/ledger.md).
 *
 * <p>{@code Ledger}, {@code WeeklyPublisher} and the records they use are pure; the processors only
 * carry records between Kafka and them.
 */
package dev.freshet.ledger;

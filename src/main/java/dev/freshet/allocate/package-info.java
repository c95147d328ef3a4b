/** Budgets and forecasts on a fitted model, without Kafka, clock or logging. */
package dev.freshet.allocate;

/** Lets Kafka Connect read Freshet's topics. */
package dev.freshet.connect;

/** What the service answers over HTTP, and the read model it answers from. */
package dev.freshet.api;

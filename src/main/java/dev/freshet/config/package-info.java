/**
 * The settings of Freshet: one table, and how their values are found on the command line, in the
 * environment and in a file (docs/configuration.md). Pure: what is read is handed in.
 */
package dev.freshet.config;

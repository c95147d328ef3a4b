/** What people look at: the report of a model and refresh, and the charts that pages share. */
package dev.freshet.web;

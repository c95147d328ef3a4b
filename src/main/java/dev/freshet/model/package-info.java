/** The mathematics of a model: media, baseline, posterior, sampler and answers; pure Java. */
package dev.freshet.model;

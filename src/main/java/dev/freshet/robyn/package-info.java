/** Import of models that Robyn exported: their spec, and their decomposition for comparison. */
package dev.freshet.robyn;

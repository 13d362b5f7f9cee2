/** Cells over HTTP, whatever keeps them: selections from queries, answers and bodies. */
@org.jspecify.annotations.NullMarked
package io.hypertile.cells.web;

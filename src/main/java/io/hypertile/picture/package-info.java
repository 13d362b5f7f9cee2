/** Pictures of cells: heat maps as PNG, lines as SVG, drawn without fonts or libraries. */
@org.jspecify.annotations.NullMarked
package io.hypertile.picture;

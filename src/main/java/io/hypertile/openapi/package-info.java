/** The description of the interface: its components, and what each operation may fail with. */
@org.jspecify.annotations.NullMarked
package io.hypertile.openapi;

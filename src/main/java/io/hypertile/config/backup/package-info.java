/** Wiring of backups: what their settings take, and their figures. */
@org.jspecify.annotations.NullMarked
package io.hypertile.config.backup;

/** Backups over HTTP. */
@org.jspecify.annotations.NullMarked
package io.hypertile.backup.web;

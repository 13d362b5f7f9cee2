/**
 * Records of changes in the segments of the redo log: encoded, appended, forced to disk, read back.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.journal.log;

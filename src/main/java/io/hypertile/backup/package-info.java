/**
 * Copies of a storage root that are of one moment: made beside the commits of a server, kept in
 * generations that share what has not changed, checked and put back.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.backup;

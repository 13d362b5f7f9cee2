/** Texts of clients: scanning, quoting, near names, times in ISO 8601, faults of JSON. */
@org.jspecify.annotations.NullMarked
package io.hypertile.text;

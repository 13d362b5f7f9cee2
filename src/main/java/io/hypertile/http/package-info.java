/** Parts that all endpoints share: problems, negotiation, limits, conditions, paths. */
@org.jspecify.annotations.NullMarked
package io.hypertile.http;

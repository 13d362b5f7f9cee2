/** What all endpoints share: problems, negotiation, limits. */
@org.jspecify.annotations.NullMarked
package io.hypertile.http;

/** Addresses of the server: what each is for, and what a caller must be allowed to use it. */
@org.jspecify.annotations.NullMarked
package io.hypertile.route;

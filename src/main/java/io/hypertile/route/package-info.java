/** Addresses of the server: the purpose of each, and the rights that its callers need. */
@org.jspecify.annotations.NullMarked
package io.hypertile.route;

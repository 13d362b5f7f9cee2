/** JSON documents and pages of lists as answers. */
@org.jspecify.annotations.NullMarked
package io.hypertile.http.json;

/** Collections and arrays over HTTP. */
@org.jspecify.annotations.NullMarked
package io.hypertile.collection.web;

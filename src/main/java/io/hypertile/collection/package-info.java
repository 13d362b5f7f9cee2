/** Collections and arrays as the server offers them: planning, reading, writing. */
@org.jspecify.annotations.NullMarked
package io.hypertile.collection;

/** Settings of quotas, what asks them, and their figures. */
@org.jspecify.annotations.NullMarked
package io.hypertile.config.quota;

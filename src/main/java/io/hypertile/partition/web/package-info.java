/** The HTTP interface of partitioned collections. */
@org.jspecify.annotations.NullMarked
package io.hypertile.partition.web;

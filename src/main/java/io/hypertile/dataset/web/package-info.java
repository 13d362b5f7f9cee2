/** Collections of datasets over HTTP: lists, documents, definitions, cells and upkeep. */
@org.jspecify.annotations.NullMarked
package io.hypertile.dataset.web;

/** JSON documents of datasets: definitions, attributes with their types, figures, both ways. */
@org.jspecify.annotations.NullMarked
package io.hypertile.dataset.json;

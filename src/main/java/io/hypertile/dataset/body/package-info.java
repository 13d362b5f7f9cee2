/** Bodies with many arrays, read into new datasets: archives and documents. */
@org.jspecify.annotations.NullMarked
package io.hypertile.dataset.body;

/** Requests for cells and figures of many datasets at once. */
@org.jspecify.annotations.NullMarked
package io.hypertile.dataset.across.web;

/** Quotas asked before requests that change something are served. */
@org.jspecify.annotations.NullMarked
package io.hypertile.quota.web;

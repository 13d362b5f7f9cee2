/** The protocol of the Deker server, for the unmodified Deker client. */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.web;

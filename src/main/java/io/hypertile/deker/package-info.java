/** The protocol of Deker's own client, at {@code /v1}, over the services of the interface. */
@NullMarked
package io.hypertile.deker;

import org.jspecify.annotations.NullMarked;

/** What the MTH5 standard says about surveys, stations, runs, channels and what is made of them, as records: one component for each attribute. Knows no HDF5. */
@NullMarked
package dev.tutti.survey.metadata;

import org.jspecify.annotations.NullMarked;

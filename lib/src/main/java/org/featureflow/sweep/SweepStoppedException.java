package org.featureflow.sweep;

import org.featureflow.FeatureFlowException;

/** Trials were asked to stop before all had ended. What is finished stays, what was half done has a checkpoint. */
public final class SweepStoppedException extends FeatureFlowException {
    private static final long serialVersionUID = 1L;

    /**
     * Says how to go on.
     *
     * @param cause what stopped it; may be null
     */
    public SweepStoppedException(Throwable cause) {
        super(
                "The sweep was stopped; started again it goes on where it stands. Finished runs are kept, a run in the middle goes on"
                        + " from its checkpoint.",
                cause);
    }
}

package org.featureflow.io;

/** What to tell someone whose checkpoint holds more than tensors. */
final class SaveStateDict {
    static final String ADVICE =
            "only tensors and plain containers are read, so save it again with torch.save(model.state_dict(), FILE)";

    private SaveStateDict() {}
}

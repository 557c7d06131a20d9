namespace PeppaApi.Operations.Imports;

/// <summary>From which relay a database comes. Their tables are alike, their numbers of vendors are not.</summary>
public enum OldRelay
{
    OneApi,
    NewApi,
}

internal static class OldRelays
{
    /// <summary>As it is written on the command line, in tags and in reasons.</summary>
    public static string Word(this OldRelay relay) => relay == OldRelay.OneApi ? "one-api" : "new-api";

    public static OldRelay? Find(string word) => word switch
    {
        "one-api" => OldRelay.OneApi,
        "new-api" => OldRelay.NewApi,
        _ => null,
    };
}

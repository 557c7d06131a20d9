namespace PeppaApi.Accounts;

/// <summary>Names of who may come in where.</summary>
public static class AccountPolicies
{
    /// <summary>Pages for operators and admins, signed in by cookie.</summary>
    public const string Operators = "Operators";

    /// <summary>Pages for admins alone: settings, prices, the audit log.</summary>
    public const string AdminOnly = "AdminOnly";

    /// <summary>Pages for acts on the account itself: whoever is signed in proved a short while ago who they are.</summary>
    public const string Confirmed = "Confirmed";

    /// <summary>Scripts: an access token and nothing else. A cookie does not count, so no other site can act for a visitor.</summary>
    public const string Api = "Api";

    /// <summary>Scripts of operators and admins.</summary>
    public const string ApiOperators = "ApiOperators";

    /// <summary>Scripts of admins alone.</summary>
    public const string ApiAdmin = "ApiAdmin";
}

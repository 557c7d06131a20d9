using PeppaApi.Settings;

namespace PeppaApi.Tokens;

/// <summary>Whose figures the old balance routes that chat apps call answer with.</summary>
public enum BalanceFigures
{
    /// <summary>Those of a token with a limit of its own, else those of its account.</summary>
    TokenOrAccount = 0,

    /// <summary>Always those of the token: whoever holds it learns nothing of the account. Without a limit the customary 100,000,000 dollars stand for it.</summary>
    Token = 1,

    /// <summary>Always those of the account behind the token.</summary>
    Account = 2,
}

/// <param name="Figures">What <c>/dashboard/billing/*</c> and <c>/v1/dashboard/billing/*</c> show.</param>
public sealed record BalanceRouteSettings(BalanceFigures Figures) : IOperatorSettings<BalanceRouteSettings>
{
    public static string Name => "balance-routes";

    public static BalanceRouteSettings Default { get; } = new(BalanceFigures.TokenOrAccount);

    public BalanceRouteSettings Checked()
    {
        InputException.Require(Enum.IsDefined(Figures), "figures", "The figures are token_or_account, token or account.");
        return this;
    }
}

namespace PeppaApi.Components.Pages.Dashboard;

/// <summary>What the charts count.</summary>
public enum TrendFigure
{
    Spent,
    Requests,
    Tokens,
}
